import { describe, expect, it } from 'vitest';
import type { ContainerJson } from '../../../src/decision/pod/pod.ts';
import { admit, NONE } from '../../support/admission.ts';
import { container, owner, type PodParts, secretEnv } from '../../support/pods.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const HALF = { RUNAI_GPU_FRACTION: '0.5' };
const MLFLOW = { MLFLOW_RUN_ID: '1' };

/** An MLflow Job, since a system has all the evidence, with a share that its annotation asks for. */
const job = (containers: readonly ContainerJson[], parts: PodParts = {}): PodParts => ({
  owner: owner('batch/v1', 'Job'),
  containers,
  ...parts,
  annotations: { 'gpu-fraction': '0.5', ...parts.annotations },
});

describe('the work container', () => {
  const EVIDENCE: readonly [string, PodParts, string][] = [
    [
      'the author named it',
      job([container('limit', { gpus: 1 }), container('sign', { env: MLFLOW }), container('author')], {
        annotations: { 'gpu-fraction-container-name': 'author' },
      }),
      'author',
    ],
    [
      'it alone has a GPU limit',
      job([container('sign', { env: MLFLOW }), container('asks', { env: HALF }), container('limit', { gpus: 1 })]),
      'limit',
    ],
    [
      'it bears the system’s sign',
      job([container('default'), container('asks', { env: HALF }), container('sign', { env: MLFLOW })], {
        annotations: { 'kubectl.kubernetes.io/default-container': 'default' },
      }),
      'sign',
    ],
    [
      'it alone asks in its environment',
      {
        annotations: { 'gpu-fraction': '0.5', 'kubectl.kubernetes.io/default-container': 'default' },
        containers: [container('default'), container('asks', { env: HALF })],
      },
      'asks',
    ],
    [
      'it is the default container',
      {
        annotations: { 'gpu-fraction': '0.5', 'kubectl.kubernetes.io/default-container': 'default' },
        containers: [container('first'), container('default')],
      },
      'default',
    ],
    [
      'it is the first that is no known sidecar',
      { annotations: { 'gpu-fraction': '0.5' }, containers: [container('istio-proxy'), container('first')] },
      'first',
    ],
  ];

  it.each(EVIDENCE)('gets the share where %s, before all weaker evidence', (_, parts, name) => {
    const seen = admit(parts, OWN);
    expect(seen).toMatchObject({ outcome: 'mutated', container: name, gpu: NONE });
    expect(seen.annotations).toMatchObject({ 'gpu-fraction-container-name': name });
  });
});

describe('the only container that asks in its environment', () => {
  it.each<[string, readonly ContainerJson[], string]>([
    [
      'asks for an amount, though another names a project',
      [container('a', { env: { RUNAI_PROJECT: 'team-a' } }), container('b', { env: { RUNAI_GPU_MEMORY: '1' } })],
      'b',
    ],
    ['names a project', [container('a'), container('b', { env: { RUNAI_PROJECT: 'team-a' } })], 'b'],
    ['says what cannot be read', [container('a'), container('b', { env: [secretEnv('RUNAI_GPU_FRACTION')] })], 'b'],
    ['is none where two ask', [container('a'), container('b', { env: HALF }), container('c', { env: HALF })], 'a'],
    [
      'is not a known sidecar, which a PodDefault hits as well',
      [container('a'), container('istio-proxy', { env: HALF }), container('b', { env: HALF })],
      'b',
    ],
    ['is none that says nothing', [container('a'), container('b', { env: { RUNAI_GPU_FRACTION: ' ' } })], 'a'],
  ])('%s', (_, containers, name) => {
    expect(admit({ containers, labels: { runai: 'true' } }, OWN).container).toBe(name);
  });
});

describe('a GPU limit', () => {
  const share = { annotations: { 'gpu-fraction': '0.5' } };

  it.each<[string, PodParts, string]>([
    ['on two containers says nothing', { containers: [container('a'), container('b', { gpus: 0 })] }, 'a'],
    [
      'on a native sidecar gives it the share, and leaves the work where it is',
      { initContainers: [{ ...container('encoder', { gpus: 1 }), restartPolicy: 'Always' }] },
      'encoder',
    ],
    [
      'on another init container does not, since it ends before the work begins',
      { initContainers: [container('i', { gpus: 1 })] },
      'main',
    ],
    [
      'of another kind does not',
      { containers: [container('a'), container('b', { limits: { 'amd.com/gpu': '1' } })] },
      'a',
    ],
  ])('%s', (_, parts, name) => {
    expect(admit({ ...share, ...parts }, OWN).annotations).toMatchObject({ 'gpu-fraction-container-name': name });
  });

  it('on a native sidecar does not make it the container that works', () => {
    const initContainers = [{ ...container('encoder', { gpus: 1 }), restartPolicy: 'Always' }];
    expect(admit({ ...share, initContainers }, OWN)).toMatchObject({ container: 'main', gpu: NONE });
  });

  it('does not move whole GPUs', () => {
    const containers = [container('main'), container('b', { gpus: 1 })];
    expect(admit({ containers, labels: { 'gpu-fraction': '1' } }, OWN)).toMatchObject({
      container: 'main',
      warnings: ['gpu-limit-elsewhere'],
    });
  });

  it('does not change whose environment ranks first', () => {
    const containers = [
      container('main', { env: HALF }),
      container('b', { gpus: 1, env: { RUNAI_GPU_FRACTION: '0.25' } }),
    ];
    const annotations = { 'kubectl.kubernetes.io/default-container': 'main' };
    expect(admit({ containers, annotations }, OWN).annotations).toMatchObject({
      'gpu-fraction': '0.5',
      'gpu-fraction-container-name': 'b',
    });
  });

  it('is told together with another container that asks itself', () => {
    const containers = [container('web', { env: HALF }), container('llm', { gpus: 1 })];
    const { warnings, warningTexts } = admit({ containers }, OWN);
    expect(warnings).toEqual(['gpu-limit-removed', 'share-follows-limit']);
    expect(warningTexts[1]).toMatch(/share goes to llm.*not to web/);
  });

  it('is told together with the first of several others that ask', () => {
    const containers = [
      container('web', { env: HALF }),
      container('api', { env: HALF }),
      container('llm', { gpus: 1 }),
    ];
    const { container: works, warnings, warningTexts } = admit({ containers }, OWN);
    expect(works).toBe('llm');
    expect(warnings).toEqual(['gpu-limit-removed', 'share-follows-limit']);
    expect(warningTexts[1]).toMatch(/share goes to llm.*not to web/);
  });

  it('is told without a second word where a PodDefault lets all containers ask', () => {
    const containers = [container('web', { env: HALF }), container('llm', { gpus: 1, env: HALF })];
    expect(admit({ containers }, OWN).warnings).toEqual(['gpu-limit-removed']);
  });

  it('is told without a second word where nobody else asks', () => {
    const containers = [container('web'), container('llm', { gpus: 1, env: HALF })];
    expect(admit({ containers }, OWN).warnings).toEqual(['gpu-limit-removed']);
  });

  it('of a container that loses it to the one that the author named is told with both names', () => {
    const annotations = { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'web' };
    const containers = [container('web'), container('llm', { gpus: 1 })];
    expect(admit({ containers, annotations }, OWN).warningTexts[0]).toContain(
      'share goes to web; limit nvidia.com/gpu: 1 of llm removed',
    );
  });
});
