import { applyPatch, type Operation } from 'fast-json-patch';
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AdmissionClient } from './admission-client.ts';
import { imageName } from './image-name.ts';
import { findObstacle } from './image-under-test.ts';
import { evaluateInImage, httpsPort, memoryLimitBytes, probePort, startWebhook } from './restricted-container.ts';
import { makeSecretFolder, type SecretFolder, serviceName } from './secret-folder.ts';

const obstacle = await findObstacle();

// Where CI runs an engine is always made available first, so there a missing one is a fault and not a circumstance.
if (obstacle !== undefined && process.env['CI']) {
  test('a machine of CI has an engine and the image', () => {
    expect.fail(`${obstacle.reason}; to change that: ${obstacle.remedy}`);
  });
}
const title =
  obstacle === undefined
    ? `the container image ${imageName}`
    : `the container image: NOT TESTED, because ${obstacle.reason}; to test it: ${obstacle.remedy}`;
// Reporters show skipped tests as a number; the reason has to be seen without asking for more.
if (obstacle !== undefined) console.warn(title);

/** A pod as a user's controller sends it: half a GPU for team-a, and the scheduler that the API server fills in. */
function reviewOfHalfGpuPod(uid: string, env: { name: string; value: string }[] = []) {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      operation: 'CREATE',
      namespace: 'team-a',
      userInfo: { username: 'system:serviceaccount:kube-system:replicaset-controller' },
      object: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          generateName: 'train-',
          namespace: 'team-a',
          labels: { project: 'team-a' },
          annotations: { 'gpu-fraction': '0.5' },
        },
        spec: { schedulerName: 'default-scheduler', containers: [{ name: 'main', image: 'train:1', env }] },
      },
      oldObject: null,
      dryRun: false,
    },
  };
}

/** Environment variables that make a review of about this many bytes; many small ones, which cost most once parsed. */
function envOfBytes(bytes: number) {
  const bytesEach = 100;
  const value = 'x'.repeat(bytesEach - JSON.stringify({ name: 'VARIABLE_10000', value: '' }).length - 1);
  return Array.from({ length: Math.floor(bytes / bytesEach) }, (_, index) => ({ name: `VARIABLE_${index}`, value }));
}

async function inspect(container: StartedTestContainer) {
  const engine = await getContainerRuntimeClient();
  return engine.container.getById(container.getId()).inspect();
}

async function readiness(container: StartedTestContainer): Promise<number> {
  const answer = await fetch(`http://${container.getHost()}:${container.getMappedPort(probePort)}/readyz`);
  await answer.body?.cancel();
  return answer.status;
}

describe.skipIf(obstacle !== undefined)(title, { timeout: 60_000 }, () => {
  let secret: SecretFolder;
  let container: StartedTestContainer;
  let client: AdmissionClient;

  function clientOf(started: StartedTestContainer): AdmissionClient {
    return new AdmissionClient({
      host: started.getHost(),
      port: started.getMappedPort(httpsPort),
      serverName: serviceName,
      certificate: secret.certificate,
    });
  }

  beforeAll(async () => {
    secret = await makeSecretFolder();
    container = await startWebhook(imageName, secret.path);
    client = clientOf(container);
  }, 60_000);

  afterAll(async () => {
    client?.close();
    await container?.stop();
    await secret?.remove();
  }, 60_000);

  test('starts with a read-only root, no capabilities, no new privileges and 128 MiB', async () => {
    const { HostConfig, State } = await inspect(container);
    expect(State.Running).toBe(true);
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: memoryLimitBytes,
      MemorySwap: memoryLimitBytes,
    });
    expect(HostConfig.CapAdd ?? []).toEqual([]);
  });

  test('runs as user 65532, given as a number, which is what the kubelet can check for runAsNonRoot', async () => {
    const { Config } = await inspect(container);
    expect(Config.User).toBe('65532:65532');
    const engine = await getContainerRuntimeClient();
    const { Titles, Processes } = await engine.container
      .getById(container.getId())
      .top({ ps_args: '-o uid,gid,pid,args' });
    expect(Titles.slice(0, 2)).toEqual(['UID', 'GID']);
    expect(Processes.map((row: string[]) => row.slice(0, 2))).toEqual([['65532', '65532']]);
  });

  test('keeps its heap to about half of the memory it is given', async () => {
    const heapLimit = await evaluateInImage(imageName, "require('node:v8').getHeapStatistics().heap_size_limit");
    // V8 adds a few MiB for its young generation. Left to itself it would allow more than the container has.
    expect(Number(heapLimit)).toBeGreaterThan(0);
    expect(Number(heapLimit)).toBeLessThan(memoryLimitBytes * 0.6);
  });

  test('sends a pod that asks for half a GPU to the scheduler, over TLS 1.3', async () => {
    const sent = reviewOfHalfGpuPod('half-gpu');
    const { status, tlsVersion, review } = await client.send(sent);
    expect({ status, tlsVersion }).toEqual({ status: 200, tlsVersion: 'TLSv1.3' });
    expect(review.response).toMatchObject({ uid: 'half-gpu', allowed: true, patchType: 'JSONPatch' });
    const patch = JSON.parse(Buffer.from(review.response.patch ?? '', 'base64').toString('utf8')) as Operation[];
    const { newDocument } = applyPatch(sent.request.object, patch, true, false);
    expect(newDocument.spec.schedulerName).toBe('runai-scheduler');
    expect(newDocument.metadata).toMatchObject({
      labels: { project: 'team-a' },
      annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'main' },
    });
  });

  test('answers four reviews at a time of 3 MB, the largest the API server sends, within its memory limit', async () => {
    const env = envOfBytes(3_000_000);
    const perConnection = 25;
    // By small ones first the four connections become those of a caller that is known; see docs/limits.md.
    await Promise.all([1, 2, 3, 4].map((connection) => client.send(reviewOfHalfGpuPod(`small-${connection}`))));
    await Promise.all(
      [1, 2, 3, 4].map(async (connection) => {
        for (let count = 0; count < perConnection; count++) {
          const uid = `large-${connection}-${count}`;
          const { review } = await client.send(reviewOfHalfGpuPod(uid, env));
          expect(review.response).toMatchObject({ uid, allowed: true });
        }
      }),
    );
    const { State } = await inspect(container);
    expect({ running: State.Running, killedForMemory: State.OOMKilled }).toEqual({
      running: true,
      killedForMemory: false,
    });
    expect(await readiness(container)).toBe(200);
  });

  test('drains on SIGTERM: not ready, every call still answered with the connection closed, then exit code 0', async () => {
    const draining = await startWebhook(imageName, secret.path);
    onTestFinished(async () => {
      await draining.stop();
    });
    const caller = clientOf(draining);
    onTestFinished(() => caller.close());

    // The API server keeps connections; one of them is idle when the signal comes.
    const before = await caller.send(reviewOfHalfGpuPod('before'));
    expect(before.connection).not.toBe('close');

    const engine = await getContainerRuntimeClient();
    const running = engine.container.getById(draining.getId());
    const ended = running.wait();
    await running.kill({ signal: 'SIGTERM' });
    await expect.poll(() => readiness(draining), { timeout: 20_000, interval: 10 }).toBe(503);

    // The first goes over the connection that was idle, the others find it closed and open new ones.
    for (let count = 0; count < 20; count++) {
      const answer = await caller.send(reviewOfHalfGpuPod(`during-${count}`));
      expect(answer).toMatchObject({ status: 200, connection: 'close', onReusedConnection: count === 0 });
      expect(answer.review.response).toMatchObject({ uid: `during-${count}`, allowed: true });
    }

    expect(await ended).toMatchObject({ StatusCode: 0 });
    const { State } = await inspect(draining);
    expect(State.OOMKilled).toBe(false);
  });
});
