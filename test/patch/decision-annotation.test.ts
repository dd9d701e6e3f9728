import { describe, expect, it } from 'vitest';
import { admit } from '../support/admission.ts';
import { container } from '../support/pods.ts';
import { ofProject } from '../support/world.ts';

describe('the decision annotation', () => {
  it('tells outcome, reason, and where each value came from', () => {
    const seen = admit({ labels: { RUNAI_PROJECT: 'team-a' }, env: { RUNAI_GPU_FRACTION: '50%' } });
    expect(seen.decision).toBe(
      'routed (asked): project team-a from label RUNAI_PROJECT; gpu-fraction 0.5 from env RUNAI_GPU_FRACTION of container main, for container main',
    );
  });

  it('tells whole GPUs and memory in words', () => {
    const own = { namespace: ofProject('team-a') };
    expect(admit({ labels: { 'gpu-fraction': '1' } }, own).decision).toContain('1 whole GPU from label gpu-fraction');
    expect(admit({ labels: { 'gpu-fraction': '2' } }, own).decision).toContain('2 whole GPUs from label gpu-fraction');
    expect(admit({ labels: { 'gpu-memory': '8Gi' } }, own).decision).toContain('gpu-memory 8192 from label gpu-memory');
    expect(admit({ labels: { runai: 'true' } }, own).decision).toContain(
      'project team-a from label runai/queue of the namespace',
    );
  });

  it('tells what is still missing', () => {
    expect(admit({ labels: { runai: 'true' } }).decision).toMatch(/^routed \(asked\): no project named; no-project: /);
  });

  it('says nothing of an amount where none was asked for', () => {
    expect(admit({ labels: { RUNAI_PROJECT: 'a' }, gpus: 1 }).decision).toBe(
      'routed (asked): project a from label RUNAI_PROJECT',
    );
  });

  it('is one line, whatever people typed', () => {
    const containers = [
      container('main', { env: { RUNAI_PROJECT: 'a' } }),
      container('b', { env: { RUNAI_PROJECT: 'x\ny\u001b[31m\r\u0000z' } }),
    ];
    const { decision } = admit({ containers });
    expect(decision).toContain('sources-disagree');
    expect(decision).not.toMatch(/\p{Cc}/u);
  });

  it('does not grow with what people typed', () => {
    const { decision } = admit({ labels: { RUNAI_PROJECT: 'a' }, env: { RUNAI_PROJECT: '😀'.repeat(2000) } });
    expect(decision?.length).toBeLessThan(400);
    expect(decision).toMatch(/😀…/);
    expect(decision?.isWellFormed()).toBe(true);
  });

  it('does not grow with the names of containers, which nothing limits before admission', () => {
    const { decision } = admit({ containers: [container('😀'.repeat(2000), { env: { RUNAI_PROJECT: 'a' } })] });
    expect(decision?.length).toBeLessThanOrEqual(1000);
    expect(decision).toMatch(/…$/);
    expect(decision?.isWellFormed()).toBe(true);
  });
});
