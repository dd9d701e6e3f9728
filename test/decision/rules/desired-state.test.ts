import { describe, expect, it } from 'vitest';
import { admit, NONE } from '../../support/admission.ts';
import { container, type PodParts } from '../../support/pods.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const TWO = { containers: [container('main'), container('other')], initContainers: [container('init')] };
const withAnnotations = (annotations: Record<string, string>, parts: PodParts = {}): PodParts => ({
  ...parts,
  annotations,
});

describe('the annotation gpu-fraction-container-name', () => {
  it.each([{ 'gpu-fraction': '0.5' }, { 'gpu-memory': '1' }])(
    'stands beside every share, also with one container: %j',
    (share) => {
      expect(admit(withAnnotations(share), OWN).annotations).toEqual({
        ...share,
        'gpu-fraction-container-name': 'main',
      });
    },
  );

  it.each([{ 'gpu-fraction': '1' }, {}])('does not stand beside whole GPUs or no amount: %j', (annotations) => {
    expect(admit({ annotations, labels: { runai: 'true' } }, OWN).annotations).toEqual({});
  });

  it('may name a regular container, which then is the work container in every respect', () => {
    const containers = [
      container('main', { env: { RUNAI_GPU_FRACTION: '0.25' } }),
      container('other', { env: { RUNAI_GPU_FRACTION: '0.5' } }),
    ];
    const seen = admit({ containers, annotations: { 'gpu-fraction-container-name': 'other' } }, OWN);
    expect(seen).toMatchObject({
      container: 'other',
      annotations: { 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'other' },
    });
    expect(
      admit({ ...TWO, annotations: { 'gpu-fraction-container-name': 'other', 'gpu-fraction': '2' } }, OWN).gpu,
    ).toEqual({ other: '2' });
  });

  it('may name an init container, which only gets the share', () => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'init' }, TWO), OWN);
    expect(seen).toMatchObject({ container: 'main', annotations: { 'gpu-fraction-container-name': 'init' } });
    expect(seen.decision).toContain('for container init');
  });

  it('does not send whole GPUs to an init container', () => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '1', 'gpu-fraction-container-name': 'init' }, TWO), OWN);
    expect(seen).toMatchObject({ gpu: { main: '1' }, annotations: { 'gpu-fraction-container-name': 'init' } });
  });

  it('is refused beside a share where it names no container', () => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'nobody' }, TWO), OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'unknown-container', code: 422 });
    expect(seen.message).toContain('"nobody", which is no container of the pod; name one of main, other, init');
  });

  it.each([{ 'gpu-fraction': '1' }, {}])(
    'stays as it is beside whole GPUs or no amount, whatever it names: %j',
    (annotations) => {
      const seen = admit(
        { labels: { runai: 'true' }, annotations: { ...annotations, 'gpu-fraction-container-name': ' nobody ' } },
        OWN,
      );
      expect(seen).toMatchObject({ outcome: 'mutated', annotations: { 'gpu-fraction-container-name': ' nobody ' } });
    },
  );

  it('is read without the blanks around it, and written so', () => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': ' other ' }, TWO), OWN);
    expect(seen.annotations).toEqual({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'other' });
  });
});

describe('an empty GPU annotation', () => {
  const EMPTY = {
    'gpu-fraction': '',
    'gpu-memory': ' ',
    'gpu-fraction-num-devices': '\t',
    'gpu-fraction-container-name': '',
  };

  it('is removed from a pod that is routed', () => {
    expect(admit({ labels: { runai: 'true' }, annotations: EMPTY }, OWN)).toMatchObject({
      outcome: 'mutated',
      annotations: NONE,
    });
  });

  it('is removed beside a share', () => {
    const seen = admit({ labels: { 'gpu-memory': '1' }, annotations: EMPTY }, OWN);
    expect(seen.annotations).toEqual({ 'gpu-memory': '1', 'gpu-fraction-container-name': 'main' });
  });

  it('stays on a pod that is not routed', () => {
    expect(admit({ annotations: EMPTY }, OWN)).toMatchObject({ outcome: 'skipped', annotations: EMPTY });
  });
});

describe('a device count', () => {
  it.each([
    ['2', '2'],
    [' 2 ', '2'],
    ['+2', '2'],
    ['1', '1'],
  ])('typed as %j is written as %j beside a share', (typed, written) => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': typed }), OWN);
    expect(seen).toMatchObject({
      outcome: 'mutated',
      annotations: { 'gpu-fraction-num-devices': written },
      warnings: [],
    });
  });

  it.each(['0', '-1', '1.5', 'two', '50%', '9223372036854775808'])('is refused where it is none: %j', (value) => {
    const seen = admit(withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': value }), OWN);
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'invalid-device-count', code: 422 });
  });

  it.each([{}, { 'gpu-fraction': '1' }, { 'gpu-fraction': '' }])('is refused without a share: %j', (annotations) => {
    const parts = { labels: { runai: 'true' }, annotations: { ...annotations, 'gpu-fraction-num-devices': '2' } };
    expect(admit(parts, OWN)).toMatchObject({ outcome: 'denied', reason: 'devices-without-share', code: 422 });
  });
});

describe('the queue label', () => {
  const queued = (flavour: 'runai' | 'kai', labels: Record<string, string>, project = 'team-a') =>
    admit(
      { labels: { runai: 'true', ...labels } },
      {
        namespace: { 'runai/queue': project, 'kai/project': project },
        settings: { flavour, queueLabel: true },
      },
    ).pod.metadata.labels;

  it('is not written unless the setting says so', () => {
    expect(admit({ labels: { runai: 'true' } }, OWN).pod.metadata.labels).toEqual({ runai: 'true', project: 'team-a' });
  });

  it.each([
    ['runai', 'runai/queue', {}, 'team-a'],
    ['runai', 'runai/queue', { 'runai/node-pool': 'pool' }, 'team-a'],
    ['kai', 'kai.scheduler/queue', {}, 'team-a'],
    ['kai', 'kai.scheduler/queue', { 'kai.scheduler/node-pool': 'pool' }, 'team-a-pool'],
    ['kai', 'kai.scheduler/queue', { 'kai.scheduler/node-pool': '' }, 'team-a'],
  ] as const)('is, for the flavour %s, %s beside %j: %s', (flavour, key, labels, queue) => {
    expect(queued(flavour, labels)).toMatchObject({ project: 'team-a', [key]: queue });
  });

  it('is not overwritten', () => {
    expect(queued('kai', { 'kai.scheduler/queue': 'team-a-pool', 'kai.scheduler/node-pool': 'pool' })).toMatchObject({
      'kai.scheduler/queue': 'team-a-pool',
    });
  });

  it('is left out where project and pool together are too long for a label', () => {
    const labels = queued('kai', { 'kai.scheduler/node-pool': 'p'.repeat(40) }, 'q'.repeat(40));
    expect(Object.keys(labels ?? {})).toEqual(['runai', 'kai.scheduler/node-pool', 'project']);
  });

  it('is left out where no project is known', () => {
    const { pod } = admit({ labels: { runai: 'true' } }, { settings: { queueLabel: true } });
    expect(pod.metadata.labels).toEqual({ runai: 'true' });
  });
});

describe('with containerTarget: reorder', () => {
  const world = { ...OWN, settings: { containerTarget: 'reorder' } } as const;
  const SIDECAR_FIRST = {
    containers: [container('istio-proxy'), container('main'), container('logs')],
    initContainers: [container('init')],
  };
  const order = (parts: PodParts) => admit(parts, world).pod.spec.containers.map(({ name }) => name);

  it('the work container comes first, and the others keep their order', () => {
    expect(order(withAnnotations({ 'gpu-fraction': '0.5' }, SIDECAR_FIRST))).toEqual(['main', 'istio-proxy', 'logs']);
    expect(order(withAnnotations({ 'gpu-memory': '1', 'gpu-fraction-container-name': 'logs' }, SIDECAR_FIRST))).toEqual(
      ['logs', 'istio-proxy', 'main'],
    );
  });

  it('its GPU limit is removed all the same', () => {
    const containers = [container('wait'), container('main', { gpus: 1 })];
    expect(admit({ containers, annotations: { 'gpu-fraction': '0.5' } }, world)).toMatchObject({
      gpu: NONE,
      container: 'main',
    });
  });

  it.each<[string, PodParts]>([
    ['whole GPUs', withAnnotations({ 'gpu-fraction': '1' }, SIDECAR_FIRST)],
    ['no amount', { ...SIDECAR_FIRST, labels: { runai: 'true' } }],
    [
      'a share for an init container',
      withAnnotations({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'init' }, SIDECAR_FIRST),
    ],
  ])('nothing moves for %s', (_, parts) => {
    expect(order(parts)).toEqual(['istio-proxy', 'main', 'logs']);
  });

  it('nothing moves where the work container is first', () => {
    expect(admit(withAnnotations({ 'gpu-fraction': '0.5' }), world).verdict.patch.map(({ op }) => op)).not.toContain(
      'move',
    );
  });
});
