import { describe, expect, it } from 'vitest';
import { judgePod } from '../../src/admission/verdict.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { container, NAMESPACE, owner, type PodParts, pod } from '../support/pods.ts';
import { timeGrowth } from '../support/time-growth.ts';
import {
  ofProject,
  PROFILE,
  podDefault,
  rayCluster,
  settings,
  surroundings,
  template,
  type World,
} from '../support/world.ts';

/*
 * Whatever comes from outside may be as long as a request, and a pod waits for the answer. So for every text and every
 * list the time grows no faster than the input. A factor tells linear from quadratic and nothing finer.
 */

const SMALL = 2_000;
const FACTOR = 16;
/** Quadratic would be 256. */
const ALLOWED = FACTOR * 8;

type Case = readonly [what: string, make: (size: number) => { parts: PodParts | PodJson; world?: World }];

const HALF = { 'gpu-fraction': '0.5' };
const OWN: World = { namespace: ofProject('team-a') };
const times = <T>(size: number, make: (index: number) => T): T[] =>
  Array.from({ length: size }, (_, index) => make(index));
const map = (size: number, value: string): Record<string, string> =>
  Object.fromEntries(times(size, (index) => [`example.org/k${index}`, value]));

/** Texts that are slow to read for somebody: blanks, digits, halves of characters, openings without an end. */
const TEXTS: readonly [string, (size: number) => string][] = [
  ['blanks', (size) => `a${' '.repeat(size)}b`],
  ['digits', (size) => '1'.repeat(size)],
  ['digits and a unit', (size) => `${'1'.repeat(size)} Gi`],
  ['points', (size) => '.'.repeat(size)],
  ['openings', (size) => '$('.repeat(size)],
  ['letters', (size) => 'a'.repeat(size)],
  ['commas', (size) => ','.repeat(size)],
  ['halves', (size) => '\ud83d'.repeat(size)],
  ['format characters', (size) => '\u202e'.repeat(size)],
];

const PLACES: readonly [string, (text: string) => PodParts][] = [
  ['label project', (text) => ({ labels: { project: text, runai: 'true' } })],
  ['label runai', (text) => ({ labels: { runai: text } })],
  ['label of the queue', (text) => ({ labels: { 'runai/queue': text, runai: 'true' } })],
  ['annotation gpu-fraction', (text) => ({ annotations: { 'gpu-fraction': text } })],
  ['annotation gpu-memory', (text) => ({ annotations: { 'gpu-memory': text } })],
  ['annotation of the device count', (text) => ({ annotations: { ...HALF, 'gpu-fraction-num-devices': text } })],
  ['annotation of the container', (text) => ({ annotations: { ...HALF, 'gpu-fraction-container-name': text } })],
  ['variable', (text) => ({ env: { RUNAI_PROJECT: text, RUNAI_GPU_FRACTION: text } })],
  ['GPU limit', (text) => ({ gpus: text, annotations: HALF })],
  ['scheduler', (text) => ({ schedulerName: text, annotations: HALF })],
  ['name of a container', (text) => ({ annotations: HALF, containers: [container(text)] })],
];

const LISTS: readonly Case[] = [
  ['containers', (size) => ({ parts: { annotations: HALF, containers: times(size, (i) => container(`c${i}`)) } })],
  [
    'containers that ask',
    (size) => ({
      parts: { containers: times(size, (i) => container(`c${i}`, { env: { RUNAI_GPU_FRACTION: '0.5' } })) },
    }),
  ],
  [
    'containers with a GPU',
    (size) => ({ parts: { annotations: HALF, containers: times(size, (i) => container(`c${i}`, { gpus: '500m' })) } }),
  ],
  [
    'init containers with a GPU',
    (size) => ({ parts: { annotations: HALF, initContainers: times(size, (i) => container(`c${i}`, { gpus: 1 })) } }),
  ],
  [
    'variables',
    (size) => ({
      parts: { containers: [container('a', { env: times(size, () => ({ name: 'RUNAI_PROJECT', value: 'team-a' })) })] },
    }),
  ],
  ['labels', (size) => ({ parts: { labels: { ...map(size, 'x'), runai: 'true' } } })],
  ['annotations', (size) => ({ parts: { annotations: { ...map(size, 'x'), ...HALF } } })],
  ['limits', (size) => ({ parts: { annotations: HALF, containers: [container('a', { limits: map(size, '1') })] } })],
  [
    'owners',
    (size) => {
      const sample = pod({ annotations: HALF });
      const ownerReferences = times(size, (i) => owner('batch/v1', 'Job', `j${i}`));
      return { parts: { ...sample, metadata: { ...sample.metadata, ownerReferences } } };
    },
  ],
  [
    'claims',
    (size) => {
      const sample = pod({ annotations: HALF });
      return {
        parts: { ...sample, spec: { ...sample.spec, resourceClaims: times(size, (i) => ({ name: `c${i}` })) } },
      };
    },
  ],
  [
    'traces of PodDefaults',
    (size) => ({
      parts: {
        annotations: Object.fromEntries(times(size, (i) => [`poddefault.admission.kubeflow.org/poddefault-${i}`, '1'])),
        labels: { 'ray.io/node-type': 'head' },
        env: { RUNAI_GPU_FRACTION: '0.5' },
      },
    }),
  ],
  [
    'PodDefaults',
    (size) => ({
      parts: { annotations: HALF },
      world: {
        namespace: { ...OWN.namespace, ...PROFILE },
        objects: times(size, (i) => podDefault(`p${i}`, { env: { RUNAI_PROJECT: 'team-a' } })),
      },
    }),
  ],
  [
    'templates of an owner',
    (size) => ({
      parts: { owner: owner('ray.io/v1', 'RayCluster', 'cluster'), labels: { 'ray.io/node-type': 'head' } },
      world: {
        ...OWN,
        objects: [
          {
            ...rayCluster(template(), template()),
            spec: { workerGroupSpecs: times(size, () => ({ template: template({ gpus: 1 }) })) },
          },
        ],
      },
    }),
  ],
  [
    'queues of the namespace',
    (size) => ({
      parts: { labels: { runai: 'true', 'kai.scheduler/queue': 'q' } },
      world: {
        namespace: { 'kai/project': 'team-a' },
        namespaceAnnotations: { 'gpu-fraction-webhook/queues': times(size, (i) => `q${i}`).join(',') },
        settings: { flavour: 'kai' },
      },
    }),
  ],
];

function growth([, make]: Case): number {
  return timeGrowth(
    SMALL,
    SMALL * FACTOR,
    (size) => {
      const { parts, world = OWN } = make(size);
      const chosen = settings(world.settings);
      return { sample: 'spec' in parts ? parts : pod(parts), known: surroundings(world, chosen), chosen };
    },
    ({ sample, known, chosen }) => judgePod(sample, NAMESPACE, known, chosen),
  );
}

describe('the time of a decision grows no faster than', () => {
  it.each(LISTS)('the list of %s', (...one) => {
    expect(growth(one)).toBeLessThan(ALLOWED);
  });

  const texts = TEXTS.flatMap(([text, make]) => PLACES.map(([place, parts]) => [text, place, make, parts] as const));

  it.each(texts)('a text of %s as %s', (_, _place, make, parts) => {
    // Texts are read far faster than lists, so they have to be longer to be seen above the noise.
    expect(growth(['', (size) => ({ parts: parts(make(size * 4)) })])).toBeLessThan(ALLOWED);
  });
});
