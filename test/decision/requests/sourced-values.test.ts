import { describe, expect, it } from 'vitest';
import { type Admission, admit } from '../../support/admission.ts';
import { pairs, type Said, said } from '../../support/sources.ts';

type Source = readonly [name: string, say: (value: string) => Said];

const admitted = (...all: readonly Said[]): Admission => {
  const { pod, world } = said(...all);
  return admit(pod, world);
};

describe('the project of a pod', () => {
  /** From the highest source to the lowest. */
  const SOURCES: readonly Source[] = [
    ['label project of the gang owner', (value) => ({ ownerLabels: { project: value } })],
    ['label project', (value) => ({ labels: { project: value } })],
    ['label project of a pending PodDefault', (value) => ({ pendingLabels: { project: value } })],
    ['annotation RUNAI_PROJECT', (value) => ({ annotations: { RUNAI_PROJECT: value } })],
    ['label RUNAI_PROJECT', (value) => ({ labels: { RUNAI_PROJECT: value } })],
    ['env of the work container', (value) => ({ workEnv: { RUNAI_PROJECT: value } })],
    ['env of another container', (value) => ({ otherEnv: { RUNAI_PROJECT: value } })],
    ['annotation of a pending PodDefault', (value) => ({ pendingAnnotations: { RUNAI_PROJECT: value } })],
    ['label RUNAI_PROJECT of a pending PodDefault', (value) => ({ pendingLabels: { RUNAI_PROJECT: value } })],
    ['env of a pending PodDefault', (value) => ({ pendingEnv: { RUNAI_PROJECT: value } })],
    ['annotation RUNAI_PROJECT of the gang owner', (value) => ({ ownerAnnotations: { RUNAI_PROJECT: value } })],
    ['label RUNAI_PROJECT of the gang owner', (value) => ({ ownerLabels: { RUNAI_PROJECT: value } })],
    ['template of the gang owner', (value) => ({ templateAnnotations: { RUNAI_PROJECT: value } })],
    ['namespace', (value) => ({ namespace: { 'runai/queue': value } })],
  ];

  it.each(SOURCES)('is found in the %s alone', (_, say) => {
    expect(admitted(say('team-a'), { labels: { runai: 'true' } })).toMatchObject({ project: 'team-a', warnings: [] });
  });

  /** A label is never overwritten: what the owner says before it is told, not written. */
  const stays = (higher: string, lower: string): boolean =>
    higher === 'label project of the gang owner' && lower.startsWith('label project');

  const ORDER = pairs(SOURCES).filter(
    ([[higher], [lower]]) => `${higher} of a pending PodDefault` !== lower && !stays(higher, lower),
  );

  it.each(ORDER.map(([higher, lower]) => [higher[0], lower[0], higher[1], lower[1]] as const))(
    'is taken from the %s before the %s',
    (_higher, _lower, sayHigher, sayLower) => {
      expect(admitted(sayHigher('high'), sayLower('low'), { labels: { runai: 'true' } }).project).toBe('high');
    },
  );

  it('is not written where a pending PodDefault is about to put another label', () => {
    const seen = admitted(
      { labels: { project: 'high' } },
      { pendingLabels: { project: 'low' } },
      { labels: { runai: 'true' } },
    );
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'pending-poddefault', warnings: ['pending-poddefault'] });
  });

  it.each([
    [
      'pod and pod',
      { labels: { project: 'high' }, workEnv: { RUNAI_PROJECT: 'low' } },
      /high \(label project\) used, not low \(env RUNAI_PROJECT\)/,
    ],
    [
      'pod and PodDefault',
      { workEnv: { RUNAI_PROJECT: 'high' }, pendingAnnotations: { RUNAI_PROJECT: 'low' } },
      /high \(env RUNAI_PROJECT\) used, not low \(PodDefault later/,
    ],
    [
      'pod and gang owner',
      { workEnv: { RUNAI_PROJECT: 'high' }, ownerLabels: { RUNAI_PROJECT: 'low' } },
      /high \(env RUNAI_PROJECT\) used, not low \(RayCluster/,
    ],
  ])('is told with both sources where %s disagree', (_, say, sentence) => {
    const { warnings, warningTexts } = admitted(say);
    expect(warnings).toEqual(['sources-disagree']);
    expect(warningTexts[0]).toMatch(sentence);
  });

  it('is told without a warning where all sources agree', () => {
    expect(admitted(...SOURCES.map(([, say]) => say('team-a')))).toMatchObject({ project: 'team-a', warnings: [] });
  });

  it.each([
    ['an empty label', { labels: { RUNAI_PROJECT: '' } }],
    ['a label of blanks', { labels: { RUNAI_PROJECT: ' \t' } }],
    ['a variable without value', { workEnv: { RUNAI_PROJECT: '' } }],
    ['an empty annotation', { annotations: { RUNAI_PROJECT: '\u00a0' } }],
  ])('is not named by %s', (_, say) => {
    expect(admitted(say, { otherEnv: { RUNAI_PROJECT: 'low' } })).toMatchObject({ project: 'low', warnings: [] });
  });
});

describe('the share of a pod', () => {
  const FRACTION: readonly Source[] = [
    ['annotation gpu-fraction', (value) => ({ annotations: { 'gpu-fraction': value } })],
    ['annotation RUNAI_GPU_FRACTION', (value) => ({ annotations: { RUNAI_GPU_FRACTION: value } })],
    ['label gpu-fraction', (value) => ({ labels: { 'gpu-fraction': value } })],
    ['label RUNAI_GPU_FRACTION', (value) => ({ labels: { RUNAI_GPU_FRACTION: value } })],
    ['env of the work container', (value) => ({ workEnv: { RUNAI_GPU_FRACTION: value } })],
    ['env of another container', (value) => ({ otherEnv: { RUNAI_GPU_FRACTION: value } })],
    ['pending annotation gpu-fraction', (value) => ({ pendingAnnotations: { 'gpu-fraction': value } })],
    ['pending annotation RUNAI_GPU_FRACTION', (value) => ({ pendingAnnotations: { RUNAI_GPU_FRACTION: value } })],
    ['pending label gpu-fraction', (value) => ({ pendingLabels: { 'gpu-fraction': value } })],
    ['pending label RUNAI_GPU_FRACTION', (value) => ({ pendingLabels: { RUNAI_GPU_FRACTION: value } })],
    ['pending env', (value) => ({ pendingEnv: { RUNAI_GPU_FRACTION: value } })],
  ];
  const MEMORY: readonly Source[] = [
    ['annotation gpu-memory', (value) => ({ annotations: { 'gpu-memory': value } })],
    ['label gpu-memory', (value) => ({ labels: { 'gpu-memory': value } })],
    ['env of the work container', (value) => ({ workEnv: { RUNAI_GPU_MEMORY: value } })],
    ['env of another container', (value) => ({ otherEnv: { RUNAI_GPU_MEMORY: value } })],
    ['pending annotation gpu-memory', (value) => ({ pendingAnnotations: { 'gpu-memory': value } })],
    ['pending label gpu-memory', (value) => ({ pendingLabels: { 'gpu-memory': value } })],
    ['pending env', (value) => ({ pendingEnv: { RUNAI_GPU_MEMORY: value } })],
  ];

  /** The two annotations that a PodDefault sets to the letter: another value there cannot be written. */
  const isSetToTheLetter = (source: string) => /^pending annotation gpu-/.test(source);

  describe.each([
    ['gpu-fraction', FRACTION, '0.5', '0.25'],
    ['gpu-memory', MEMORY, '8192', '4096'],
  ] as const)('as %s', (annotation, sources, high, low) => {
    it.each(sources)('is found in the %s alone', (_, say) => {
      const seen = admitted(say(high), { namespace: { 'runai/queue': 'team-a' } });
      expect(seen).toMatchObject({ reason: 'asked', project: 'team-a', warnings: [] });
      expect(seen.annotations).toEqual({ [annotation]: high, 'gpu-fraction-container-name': 'worker' });
    });

    const order = pairs(sources).filter(([, [lower]]) => !isSetToTheLetter(lower));

    it.each(order.map(([higher, lower]) => [higher[0], lower[0], higher[1], lower[1]] as const))(
      'is taken from the %s before the %s, and both are named',
      (_higher, _lower, sayHigher, sayLower) => {
        const seen = admitted(sayHigher(high), sayLower(low), { namespace: { 'runai/queue': 'team-a' } });
        expect(seen).toMatchObject({ annotations: { [annotation]: high }, warnings: ['sources-disagree'] });
        // Cut off, it would not tell where the other value stands.
        expect(seen.warningTexts[0]).toMatch(new RegExp(`${high} \\(.+\\).* ${low} \\([^…]+\\)$`));
      },
    );

    it.each(sources.filter(([name]) => !isSetToTheLetter(name) && !name.startsWith('pending')))(
      'leaves the pod alone where the %s means something else than a PodDefault is about to set',
      (_, say) => {
        const seen = admitted(say(high), { pendingAnnotations: { [annotation]: low } });
        expect(seen).toMatchObject({ outcome: 'skipped', reason: 'pending-poddefault' });
        expect(seen.warningTexts[0]).toContain(`PodDefault later will set ${annotation} "${low}"`);
      },
    );

    it('is told without a warning where all sources mean the same', () => {
      expect(
        admitted(...sources.map(([, say]) => say(high)), { namespace: { 'runai/queue': 'team-a' } }),
      ).toMatchObject({
        annotations: { [annotation]: high },
        warnings: [],
      });
    });
  });

  const KINDS = [
    ['annotation', FRACTION[0], MEMORY[0]],
    ['label', FRACTION[2], MEMORY[1]],
    ['env of the work container', FRACTION[4], MEMORY[2]],
    ['env of another container', FRACTION[5], MEMORY[3]],
    ['pending label', FRACTION[8], MEMORY[5]],
    ['pending env', FRACTION[10], MEMORY[6]],
  ] as const;

  it.each(KINDS)('is refused where fraction and memory both stand in the %s', (_, fraction, memory) => {
    const seen = admitted(fraction?.[1]('0.5') ?? {}, memory?.[1]('8192') ?? {});
    expect(seen).toMatchObject({ outcome: 'denied', reason: 'fraction-and-memory', code: 422 });
    expect(seen.message).toMatch(/"0\.5".*"8192".*keep one/);
  });

  it.each(pairs(KINDS).map(([higher, lower]) => [higher[0], lower[0], higher, lower] as const))(
    'comes from the %s, be it fraction or memory, before the %s',
    (_higher, _lower, [, fraction, memory], [, lowFraction, lowMemory]) => {
      const ofProject = { namespace: { 'runai/queue': 'team-a' } };
      const fractionFirst = admitted(fraction?.[1]('0.5') ?? {}, lowMemory?.[1]('8192') ?? {}, ofProject);
      const memoryFirst = admitted(memory?.[1]('8192') ?? {}, lowFraction?.[1]('0.5') ?? {}, ofProject);
      expect(fractionFirst.annotations).toEqual({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'worker' });
      expect(memoryFirst.annotations).toEqual({ 'gpu-memory': '8192', 'gpu-fraction-container-name': 'worker' });
      expect([fractionFirst.warnings, memoryFirst.warnings]).toEqual([['sources-disagree'], ['sources-disagree']]);
    },
  );
});

describe('the label runai', () => {
  it.each(['true', 'True', 'TRUE', ' true '])('sends the pod to the scheduler with %j', (value) => {
    expect(admit({ labels: { runai: value, project: 'a' } })).toMatchObject({ reason: 'asked', outcome: 'mutated' });
  });

  it.each(['false', 'False', 'FALSE', '\tfalse'])('stops everything with %j', (value) => {
    const seen = admit({ labels: { runai: value, RUNAI_PROJECT: 'a' }, annotations: { 'gpu-fraction': 'nonsense' } });
    expect(seen).toMatchObject({ outcome: 'skipped', reason: 'scheduler-not-wanted', warnings: [] });
  });

  it('takes nothing back that is already on the pod', () => {
    const annotations = { 'gpu-fraction': '0.5' };
    const seen = admit({ labels: { runai: 'false' }, annotations, schedulerName: 'runai-scheduler' });
    expect(seen).toMatchObject({ reason: 'scheduler-not-wanted', schedulerName: 'runai-scheduler', annotations });
  });

  it.each(['yes', '1', 'on', 'truee'])('is ignored with a warning for %j', (value) => {
    expect(admit({ labels: { runai: value } })).toMatchObject({
      reason: 'nothing-asked',
      warnings: ['unknown-runai-value'],
    });
    expect(admit({ labels: { runai: value, RUNAI_PROJECT: 'a' } })).toMatchObject({
      reason: 'asked',
      warnings: ['unknown-runai-value'],
    });
  });

  it('says nothing when it is empty', () => {
    expect(admit({ labels: { runai: '' } })).toMatchObject({ reason: 'nothing-asked', warnings: [] });
  });
});
