import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from './api.ts';
import { apply, read } from './api.ts';
import type { Cluster } from './control-plane.ts';
import { startController } from './controllers.ts';
import { installCrds } from './crds.ts';
import { ensureNamespace } from './namespaces.ts';
import { freePorts } from './ports.ts';
import type { RunningProgram } from './processes.ts';
import { answersOk } from './processes.ts';
import { waitFor } from './wait.ts';
import { clientConfig } from './webhook.ts';

const namespace = 'kubeflow';
const service = { namespace, name: 'training-operator' };
const secret: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'training-operator-webhook-cert', namespace },
};
// Written into the program: it waits for its certificate here, whatever TMPDIR says. So only one cluster of a
// machine can have a training operator at a time, and `make cluster` leaves it out.
const certificateRoot = '/tmp/k8s-webhook-server';
const certificateFolder = join(certificateRoot, 'serving-certs');
const kinds = ['jaxjob', 'paddlejob', 'pytorchjob', 'tfjob', 'xgboostjob'];

/** Starts Kubeflow's training operator (v1: PyTorchJob, TFJob, MPIJob, ...), with its validating webhooks. */
export async function startTrainingOperator(cluster: Cluster): Promise<RunningProgram> {
  await installCrds(cluster, 'training-operator');
  await ensureNamespace(cluster, namespace);
  const [metrics = 0, probes = 0, port = 0] = await freePorts(3);
  // What a cluster that crashed has left there would be taken for this one's.
  rmSync(certificateRoot, { recursive: true, force: true });
  // Both are there before the operator: it fills the Secret with a certificate of its own making and the
  // configuration with the CA.
  await apply(cluster.kubeConfig, secret, await validatingConfiguration(cluster, port));
  const mounted = mountCertificate(cluster);
  const running = await startController(cluster, {
    group: 'training-operator',
    program: 'training-operator.v1',
    namespace,
    serviceAccount: 'training-operator',
    args: [
      `--metrics-bind-address=127.0.0.1:${metrics}`,
      `--health-probe-bind-address=127.0.0.1:${probes}`,
      `--webhook-server-port=${port}`,
    ],
    env: { TMPDIR: '/tmp' },
    ready: () => answersOk(`http://127.0.0.1:${probes}/readyz`),
  });
  await mounted;
  return running;
}

async function validatingConfiguration(cluster: Cluster, port: number): Promise<Manifest> {
  const webhooks = await Promise.all(
    kinds.map(async (kind) => ({
      name: `validator.${kind}.training-operator.kubeflow.org`,
      clientConfig: await clientConfig(cluster, {
        port,
        path: `/validate-kubeflow-org-v1-${kind}`,
        caBundle: cluster.authority.cert,
        service,
      }),
      rules: [
        { apiGroups: ['kubeflow.org'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: [`${kind}s`] },
      ],
      failurePolicy: 'Fail',
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
    })),
  );
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'validator.training-operator.kubeflow.org' },
    webhooks,
  };
}

/** Plays the kubelet, which would mount the Secret into the operator's pod. */
async function mountCertificate(cluster: Cluster): Promise<void> {
  const files = await waitFor('the training operator to make its certificate', async () => {
    const found = await read<{ data?: Record<string, string> }>(cluster.kubeConfig, secret);
    return found?.data?.['tls.crt'] !== undefined && found.data;
  });
  mkdirSync(certificateFolder, { recursive: true });
  cluster.onStop(() => rmSync(certificateRoot, { recursive: true, force: true }));
  for (const [name, data] of Object.entries(files)) {
    writeFileSync(join(certificateFolder, name), Buffer.from(data, 'base64'), { mode: 0o600 });
  }
}
