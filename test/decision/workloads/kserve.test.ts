import { describe, expect, it } from 'vitest';
import { container } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

describe('a pod of KServe', () => {
  it.each([
    [['queue-proxy', 'kserve-container'], 'work: kserve on kserve-container'],
    [['transformer', 'kserve-container'], 'work: kserve on kserve-container'],
    [['worker-container'], 'work: kserve on worker-container'],
    [['queue-proxy', 'custom'], 'work: kserve on custom'],
  ])('with the containers %j', (names, expected) => {
    const labels = { 'serving.kserve.io/inferenceservice': 'llm' };
    expect(recognised({ labels, containers: names.map((name) => container(name)) })).toBe(expected);
  });
});
