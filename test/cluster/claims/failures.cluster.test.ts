import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { callOk, create } from '../api.ts';
import type { Answer, Review } from '../fake-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { pod, register } from './fake.ts';

/** How often the API server has gone on without an answer, by webhook: its own count. */
async function failOpenCounts(kubeConfig: Parameters<typeof callOk>[0]): Promise<Map<string, number>> {
  const { body } = await callOk(kubeConfig, 'GET', '/metrics');
  const lines = String(body).matchAll(/^apiserver_admission_webhook_fail_open_count\{name="([^"]+)",[^}]*\} (\d+)/gm);
  return new Map([...lines].map(([, name = '', count]) => [name, Number(count)]));
}

describeOnCluster('a webhook that fails, with failurePolicy Ignore,', {}, (cluster) => {
  it.each<[string, object]>([
    ['adds a key to a map that is not there', { op: 'add', path: '/metadata/annotations/gpu-fraction', value: '0.5' }],
    [
      'adds an annotation that is a number',
      { op: 'add', path: '/metadata/annotations', value: { 'gpu-fraction': 0.5 } },
    ],
    ['does not escape a slash', { op: 'add', path: '/metadata/labels/kai.scheduler/queue', value: 'team-a' }],
  ])('has the pod refused all the same when its patch %s', async (title, operation) => {
    const name = title.replaceAll(/[^a-z]+/g, '-');
    await register(cluster(), { name, namespace: name, answer: () => ({ patch: [operation] }) });

    await expect(create(cluster().kubeConfig, pod(name))).rejects.toMatchObject({ code: 500 });
  });

  it('is asked again and again when it answers 503 with Retry-After, while the pod waits', async () => {
    const answer = (): Answer => ({ httpStatus: 503, httpHeaders: { 'retry-after': '1' } });
    const { reviews } = await register(cluster(), {
      name: 'retry-after',
      namespace: 'retry-after',
      timeoutSeconds: 3,
      answer,
    });

    await create(cluster().kubeConfig, pod('retry-after'));

    const { uid } = reviews[0]?.request ?? {};
    expect(reviews.length).toBeGreaterThan(1);
    expect(reviews.map(({ request }) => request.uid)).toEqual(reviews.map(() => uid));
  });

  it('is asked once when it answers 503 without Retry-After, and the pod is created', async () => {
    const { reviews } = await register(cluster(), {
      name: 'no-retry-after',
      namespace: 'no-retry-after',
      answer: () => ({ httpStatus: 503 }),
    });

    await create(cluster().kubeConfig, pod('no-retry-after'));

    expect(reviews).toHaveLength(1);
    expect(await failOpenCounts(cluster().kubeConfig)).toSatisfy(
      (counts: Map<string, number>) => (counts.get('no-retry-after.claims.svc') ?? 0) > 0,
    );
  });

  it('makes a pod wait for its whole timeout, one webhook after the other, until the request’s own time is up', async () => {
    const { kubeConfig } = cluster();
    const log: string[] = [];
    const silent =
      (name: string) =>
      async (_: Review, givenUp: AbortSignal): Promise<Answer> => {
        // What the API server did to the one before has to be noticed first; these servers share a process.
        await sleep(200);
        log.push(`${name} called`);
        if (!givenUp.aborted) await once(givenUp, 'abort');
        log.push(`${name} given up`);
        return {};
      };
    const names = ['dead-1', 'dead-2', 'dead-3'];
    for (const name of names) {
      await register(cluster(), { name, namespace: 'dead', timeoutSeconds: 1, answer: silent(name) });
    }
    const said = (what: string): number => log.filter((line) => line.endsWith(what)).length;
    const allGivenUp = () =>
      waitFor('every webhook to notice that it was given up', async (saw) => {
        saw(log);
        return said('called') >= names.length && said('called') === said('given up');
      });
    await allGivenUp();
    log.length = 0;

    await create(kubeConfig, pod('dead'));

    await allGivenUp();
    expect(log).toEqual(names.flatMap((name) => [`${name} called`, `${name} given up`]));
    const counts = await failOpenCounts(kubeConfig);
    expect(names.map((name) => (counts.get(`${name}.claims.svc`) ?? 0) > 0)).toEqual([true, true, true]);

    // The API server gives a request 34 s; a client may ask for less, which shows the same sooner. It answers 504, or
    // just hangs up.
    await expect(create(kubeConfig, pod('dead'), '?timeout=2s')).rejects.toThrow();
    const { body } = await callOk(kubeConfig, 'GET', '/api/v1/namespaces/dead/pods');
    expect((body as { items: unknown[] }).items).toHaveLength(1);
  });
});
