import { expect, it } from 'vitest';
import { create, createSeeing } from '../api.ts';
import { auditEvents, auditFlags, saidBy } from '../audit-log.ts';
import type { Review } from '../fake-webhook.ts';
import { describeOnCluster } from '../suite.ts';
import { pod, register } from './fake.ts';

/** The pod of the first review, as it came. */
function seen(reviews: Review[]): SeenPod {
  const [first] = reviews;
  if (first === undefined) throw new Error('no review came');
  return first.request.object as unknown as SeenPod;
}

interface SeenPod {
  metadata: { name?: string; generateName?: string; namespace?: string; uid?: string };
  spec: { schedulerName?: string; containers: { resources: unknown }[] };
}

describeOnCluster('the API server, calling a webhook', { apiServerFlags: auditFlags }, (cluster) => {
  it('has filled in the default scheduler before it calls', async () => {
    const { reviews } = await register(cluster(), { name: 'scheduler', namespace: 'scheduler' });

    await create(cluster().kubeConfig, pod('scheduler'));

    expect(seen(reviews).spec.schedulerName).toBe('default-scheduler');
  });

  it('has copied limits to requests before it calls, and written integers as strings', async () => {
    const { reviews } = await register(cluster(), { name: 'mirror', namespace: 'mirror' });
    const limited = pod('mirror', {
      containers: [{ name: 'main', image: 'example.com/none', resources: { limits: { 'nvidia.com/gpu': 1 } } }],
    });

    await create(cluster().kubeConfig, limited);

    expect(seen(reviews).spec.containers[0]?.resources).toEqual({
      limits: { 'nvidia.com/gpu': '1' },
      requests: { 'nvidia.com/gpu': '1' },
    });
  });

  it('names the namespace on the pod, but no name that it will generate and no UID', async () => {
    const { reviews } = await register(cluster(), { name: 'names', namespace: 'names' });

    await create(cluster().kubeConfig, pod('names'));

    const { metadata } = seen(reviews);
    expect(metadata).toMatchObject({ generateName: 'pod-', namespace: 'names' });
    expect(metadata.name).toBeUndefined();
    expect(metadata.uid).toBeUndefined();
  });

  it('speaks HTTP/1.1 over TLS 1.3, says its timeout in the query, and keeps its connection', async () => {
    const { arrivals } = await register(cluster(), { name: 'client', namespace: 'client', timeoutSeconds: 7 });

    for (let count = 0; count < 3; count += 1) await create(cluster().kubeConfig, pod('client'));

    expect(arrivals).toEqual(
      Array.from({ length: 3 }, () => ({
        url: '/mutate?timeout=7s',
        httpVersion: '1.1',
        tlsVersion: 'TLSv1.3',
        userAgent: 'kube-apiserver-admission',
        connection: arrivals[0]?.connection,
      })),
    );
  });

  it('passes on warnings as they are, even those longer than 256 characters, as long as they are few', async () => {
    const lengths = [120, 256, 300];
    await register(cluster(), {
      name: 'warnings',
      namespace: 'warnings',
      answer: () => ({ warnings: lengths.map((length) => String(length).padEnd(length, '.')) }),
    });

    const { warnings } = await createSeeing(cluster().kubeConfig, pod('warnings'));

    expect(warnings.map((warning) => warning.length)).toEqual(lengths);
  });

  it('cuts every warning at 256 characters when they have more than 4096 together, and drops the last ones', async () => {
    await register(cluster(), {
      name: 'many-warnings',
      namespace: 'many-warnings',
      answer: () => ({ warnings: Array.from({ length: 40 }, (_, index) => String(index).padEnd(300, '.')) }),
    });

    const { warnings } = await createSeeing(cluster().kubeConfig, pod('many-warnings'));

    expect(warnings.length).toBeLessThan(40);
    expect(Math.max(...warnings.map((warning) => warning.length))).toBe(256);
  });

  it('writes audit annotations under the webhook’s name, and drops a key with a slash', async () => {
    await register(cluster(), {
      name: 'audit',
      namespace: 'audit',
      answer: () => ({ auditAnnotations: { plain: 'kept', 'with/slash': 'dropped' } }),
    });

    await create(cluster().kubeConfig, pod('audit'));

    const events = await auditEvents(cluster(), 'audit');
    expect(saidBy('audit.claims.svc', events.at(-1))).toEqual({ plain: 'kept' });
  });
});
