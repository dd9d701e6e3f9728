import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_REASONS, REASONS, type Reason } from '../../src/decision/reasons.ts';
import { admit } from '../support/admission.ts';
import { container, owner, type PodParts, secretEnv } from '../support/pods.ts';
import { ofProject, PROFILE, podDefault, rayCluster, template, type World } from '../support/world.ts';

/** Given where no pod is decided about; the tests of admission, server and the policy on unpatched pods produce them. */
const WITHOUT_DECISION = [
  'not-a-pod-creation',
  'unreadable-pod',
  'deadline-exceeded',
  'internal-error',
  'unpatched',
] as const;

const OWN: World = { namespace: ofProject('team-a') };
const NOTEBOOK: PodParts = { labels: { 'notebook-name': 'main' }, owner: owner('apps/v1', 'StatefulSet'), gpus: 1 };
const WORKER: PodParts = {
  labels: { 'ray.io/node-type': 'worker' },
  owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
};
const asks = (annotations: Record<string, string>, parts: PodParts = {}): PodParts => ({ ...parts, annotations });

/** For every other reason a pod, and what is known beside it. */
const EXAMPLES: Record<Exclude<Reason, (typeof WITHOUT_DECISION)[number]>, readonly [PodParts, World]> = {
  asked: [{ labels: { runai: 'true' } }, OWN],
  'gpu-workload': [NOTEBOOK, OWN],
  'gang-member': [{ labels: { 'ray.io/node-type': 'head', 'ray.io/cluster': 'c' } }, OWN],
  'route-all': [{}, { ...OWN, settings: { route: 'all' } }],
  'namespace-excluded': [{}, { settings: { excludedNamespaces: ['alice'] } }],
  'namespace-not-opted-in': [{}, { namespace: { 'runai-injection': 'disabled' } }],
  'opted-out': [{ labels: { 'runai-injection': 'disabled' } }, OWN],
  'mirror-pod': [{ annotations: { 'kubernetes.io/config.mirror': 'x' } }, OWN],
  'daemonset-pod': [{ owner: owner('apps/v1', 'DaemonSet') }, OWN],
  'already-on-a-node': [{ nodeName: 'node-1' }, OWN],
  'other-scheduler': [{ schedulerName: 'volcano' }, OWN],
  'scheduler-not-wanted': [{ labels: { runai: 'false' } }, OWN],
  'run-ai-native': [{ schedulerName: 'runai-scheduler', annotations: { 'runai-job-id': '1' } }, OWN],
  'helper-pod': [{ labels: { 'workflows.argoproj.io/component': 'agent' } }, OWN],
  'cache-hit': [{ labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' } }, OWN],
  'nothing-asked': [{}, OWN],
  'unasked-gpu': [{ gpus: 1 }, OWN],
  'annotations-full': [asks({ 'gpu-fraction': '0.5', other: 'x'.repeat(256 * 1024 - 30) }), OWN],
  'no-project': [NOTEBOOK, {}],
  'label-not-of-namespace': [{ ...NOTEBOOK, labels: { ...NOTEBOOK.labels, project: 'x' } }, OWN],
  'pending-poddefault': [
    {},
    { namespace: PROFILE, objects: [podDefault('later', { annotations: { 'gpu-fraction': '50%' } })] },
  ],
  'foreign-project': [{ labels: { RUNAI_PROJECT: 'team-b' } }, OWN],
  'foreign-queue': [
    { labels: { runai: 'true', 'kai.scheduler/queue': 'team-b' } },
    { namespace: { 'kai/project': 'team-a' }, settings: { flavour: 'kai' } },
  ],
  'invalid-project': [{ labels: { RUNAI_PROJECT: 'a b' } }, {}],
  'invalid-fraction': [asks({ 'gpu-fraction': 'x' }), OWN],
  'invalid-gpu-limit': [{ gpus: '1500m' }, OWN],
  'invalid-memory': [asks({ 'gpu-memory': 'x' }), OWN],
  'invalid-device-count': [asks({ 'gpu-fraction': '0.5', 'gpu-fraction-num-devices': 'x' }), OWN],
  'too-many-gpus': [asks({ 'gpu-fraction': '50' }), OWN],
  'fraction-and-memory': [asks({ 'gpu-fraction': '0.5', 'gpu-memory': '1' }), OWN],
  'share-and-whole-gpus': [asks({ 'gpu-fraction': '0.5' }, { gpus: 2 }), OWN],
  'share-and-mig': [
    asks({ 'gpu-fraction': '0.5' }, { containers: [container('main', { limits: { 'nvidia.com/mig-1g.5gb': 1 } })] }),
    OWN,
  ],
  'gpu-limit-differs': [asks({ 'gpu-fraction': '2' }, { gpus: 1 }), OWN],
  'amounts-contradict': [asks({ 'gpu-fraction': '2', RUNAI_GPU_FRACTION: '1' }), OWN],
  'devices-without-share': [asks({ 'gpu-fraction-num-devices': '2' }, { labels: { runai: 'true' } }), OWN],
  'unknown-container': [asks({ 'gpu-fraction': '0.5', 'gpu-fraction-container-name': 'x' }), OWN],
  'sources-disagree': [asks({ 'gpu-fraction': '0.5', RUNAI_GPU_FRACTION: '0.25' }), OWN],
  'unreadable-env': [{ containers: [container('main', { env: [secretEnv('RUNAI_PROJECT')] })] }, OWN],
  'rounded-down': [asks({ 'gpu-fraction': '0.333' }), OWN],
  'unit-converted': [asks({ 'gpu-memory': '8Gi' }), OWN],
  'gpu-limit-removed': [asks({ 'gpu-fraction': '0.5' }, { gpus: 1 }), OWN],
  'gpu-limit-elsewhere': [
    asks({ 'gpu-fraction': '1' }, { containers: [container('main'), container('b', { gpus: 1 })] }),
    OWN,
  ],
  'share-follows-limit': [
    { containers: [container('web', { env: { RUNAI_GPU_FRACTION: '0.5' } }), container('llm', { gpus: 1 })] },
    OWN,
  ],
  'other-accelerator': [
    asks({ 'gpu-fraction': '0.5' }, { containers: [container('main', { limits: { 'amd.com/gpu': 1 } })] }),
    OWN,
  ],
  'owner-label-wins': [
    { ...WORKER, labels: { ...WORKER.labels, runai: 'true', project: 'team-b' } },
    {
      ...OWN,
      objects: [rayCluster(template(), template({ labels: { runai: 'true' } }), { project: 'team-a' })],
      settings: { projectGuard: 'off' },
    },
  ],
  'foreign-label-unread': [{ labels: { runai: 'true', project: 'team-a', 'runai/queue': 'team-b' } }, OWN],
  'amount-on-owner': [WORKER, { ...OWN, objects: [rayCluster(template(), template(), {}, { 'gpu-fraction': '0.5' })] }],
  'nameless-pod': [asks({ 'gpu-fraction': '0.5' }, { name: null }), OWN],
  'unknown-runai-value': [{ labels: { runai: 'maybe' } }, OWN],
  'empty-project-label': [{ labels: { runai: 'true', project: '' } }, OWN],
};

describe('a reason', () => {
  it.each(Object.entries(EXAMPLES))('%s is given for a pod', (reason, [parts, world]) => {
    const { reason: given, warnings } = admit(parts, world);
    expect([given, ...warnings]).toContain(reason);
  });

  it('is given for a pod, or without a decision: there is no other', () => {
    expect([...Object.keys(EXAMPLES), ...WITHOUT_DECISION].toSorted()).toEqual(ALL_REASONS.toSorted());
  });

  it.each(ALL_REASONS)('%s is a word to search for, with a sentence to read', (reason) => {
    expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(REASONS[reason].sentence).toMatch(/^[A-Zns].{15,}\.$/);
  });

  it.each(Object.keys(EXAMPLES).filter((reason) => REASONS[reason as Reason].severity === 'refusal'))(
    '%s refuses the pod, and is a warning where the administrator prefers that',
    (reason) => {
      const [parts, world] = EXAMPLES[reason as keyof typeof EXAMPLES];
      const lenient = { ...world, settings: { ...world.settings, onInvalid: 'warn', projectGuard: 'warn' } } as const;
      expect(admit(parts, world)).toMatchObject({ outcome: 'denied', reason, warnings: [] });
      expect(admit(parts, lenient).outcome).not.toBe('denied');
      expect(admit(parts, lenient).warnings).toContain(reason);
    },
  );

  const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

  it.each(ALL_REASONS)('%s has a heading on the troubleshooting page', (reason) => {
    expect(page).toMatch(new RegExp(`^#+ \`?${reason}\`?$`, 'm'));
  });
});
