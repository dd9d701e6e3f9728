import { describe, expect, it } from 'vitest';
import { halfGpuPod, reviewOf } from './reviews.ts';
import { runWebhook } from './running-webhook.ts';

describe('a server in audit mode', () => {
  it('lets every pod pass as it came, and tells, counts and logs what was decided', async () => {
    const { client, metric, logLines } = await runWebhook({ settings: { mode: 'audit' } });
    const patched = await client.review(reviewOf({ uid: 'a' }));
    expect(patched).toMatchObject({
      allowed: true,
      auditAnnotations: { outcome: 'mutated', reason: 'asked' },
    });
    expect(patched).not.toHaveProperty('patch');
    expect(patched.warnings).toEqual([
      'gpu-fraction-webhook: audit: would patch: asked, project team-a, gpu-fraction 0.5 for main',
    ]);
    const refused = await client.review(reviewOf({ uid: 'b', object: halfGpuPod({ fraction: 'half' }) }));
    expect(refused).toMatchObject({
      allowed: true,
      auditAnnotations: { outcome: 'denied', reason: 'invalid-fraction' },
    });
    expect(refused).not.toHaveProperty('status');
    expect(refused.warnings?.[0]).toContain(': audit: would refuse: invalid-fraction: ');
    expect(await metric('decisions_total{outcome="mutated",reason="asked",mode="audit"}')).toBe(1);
    expect(await metric('decisions_total{outcome="denied",reason="invalid-fraction",mode="audit"}')).toBe(1);
    const lines = logLines.map((line) => JSON.parse(line)).filter(({ uid }) => uid === 'a' || uid === 'b');
    expect(lines).toMatchObject([
      { mode: 'audit', outcome: 'mutated', reason: 'asked' },
      { mode: 'audit', outcome: 'denied', reason: 'invalid-fraction' },
    ]);
  });

  it('is chosen: nothing said means enforce', async () => {
    const { client } = await runWebhook();
    expect(await client.review(reviewOf())).toHaveProperty('patch');
  });
});
