import { describe, expect, it } from 'vitest';
import { container, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const FRACTION = { RUNAI_GPU_FRACTION: '0.5' };
const PROJECT = { RUNAI_PROJECT: 'a' };
const defaultContainer = (name: string) => ({ 'kubectl.kubernetes.io/default-container': name });

describe('the work container of any other pod', () => {
  it.each<[string, PodParts, string]>([
    [
      'is the only one that asks, before the one that the annotation names',
      { annotations: defaultContainer('b'), containers: [container('a', { env: FRACTION }), container('b')] },
      'a',
    ],
    [
      'is the one that the annotation names, where several ask',
      {
        annotations: defaultContainer('b'),
        containers: [container('a', { env: FRACTION }), container('b', { env: FRACTION })],
      },
      'b',
    ],
    [
      'is another one where the annotation names nobody',
      { annotations: defaultContainer('x'), containers: [container('a'), container('b')] },
      'a',
    ],
    [
      'is the only one with a fraction',
      { containers: [container('a', { env: PROJECT }), container('b', { env: FRACTION })] },
      'b',
    ],
    [
      'is the only one with memory',
      { containers: [container('a'), container('b', { env: { RUNAI_GPU_MEMORY: '1' } })] },
      'b',
    ],
    ['is the only one with a project', { containers: [container('a'), container('b', { env: PROJECT })] }, 'b'],
    [
      'is the first of several that ask',
      { containers: [container('a'), container('b', { env: FRACTION }), container('c', { env: FRACTION })] },
      'a',
    ],
    [
      'is not a sidecar that asks',
      { containers: [container('istio-proxy', { env: FRACTION }), container('b'), container('c', { env: FRACTION })] },
      'c',
    ],
    [
      'is the first that is no sidecar',
      { containers: [container('istio-proxy'), container('linkerd-proxy'), container('c'), container('d')] },
      'c',
    ],
    ['is the first where all are sidecars', { containers: [container('wait'), container('istio-proxy')] }, 'wait'],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(`work: other on ${expected}`);
  });
});
