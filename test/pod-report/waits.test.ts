import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { read as asRead, failed, type Reading } from '../../src/cluster-reading/reading.ts';
import { eventSchema, podGroupSchema, podStatusSchema, queueSchema } from '../../src/inspection/shapes.ts';
import { isTroubled, reportPod } from '../../src/pod-report/report.ts';
import type { PodStory, Queue } from '../../src/pod-report/story.ts';
import { WAIT_CAUSES, type WaitCause } from '../../src/pod-report/wait.ts';
import { ago, event, grouped, NOW, type StoryParts, story } from './stories.ts';

const waits = (parts: StoryParts) => reportPod(story(parts)).waits;

const scheduled = (message: string) => ({
  status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
});

const waiting = (reason: string, message?: string) => ({
  nodeName: 'node-1',
  status: { containerStatuses: [{ name: 'main', ready: false, state: { waiting: { reason, message } } }] },
});

const gangOf = (minMember: number) => ({
  ...grouped,
  podGroup: asRead({ ...grouped.podGroup.value, minMember }),
});

const explained = (reason: string, message: string, queue?: string) => ({
  ...grouped,
  podGroup: asRead({ ...grouped.podGroup.value, explanations: [{ reason, message, queue }] }),
});

const NO_SCHEDULER = {
  fit: 'none',
  severity: 'doubtful',
  sentence: 'the cluster has neither Run:ai nor KAI, so pods wait until KAI is installed',
} as const;

const cases: readonly [string, StoryParts, WaitCause | undefined, RegExp][] = [
  // Before it is queued.
  [
    'a pod that was missed',
    { isPatched: false },
    'not-patched',
    /scheduler kai-scheduler never sees this pod: it stands with default-scheduler/,
  ],
  [
    'a scheduling gate',
    { gates: ['example.com/quota'] },
    'scheduling-gate',
    /gate example.com\/quota has to be lifted/,
  ],
  ['a scheduler that is not there', { scheduler: NO_SCHEDULER }, 'no-scheduler', /neither Run:ai nor KAI/],
  [
    'a PodGroup that the quota policy refused',
    { events: [event('PodGrouperWarning', 'admission webhook denied: foreign-queue: spec.queue is "team-b"')] },
    'pod-group-refused',
    /could not make its PodGroup/,
  ],
  ['a podgrouper that does not run', {}, 'no-pod-group', /has not put it into a PodGroup/],
  ['a podgrouper that takes a moment', { ageSeconds: 3 }, 'nothing-said', /kai-scheduler has said nothing/],
  [
    'a podgrouper that was a moment too early',
    { ageSeconds: 3, events: [event('PodGrouperWarning', 'Pod "sample" not found')] },
    'nothing-said',
    /kai-scheduler has said nothing/,
  ],
  // Its queue.
  [
    'a queue that does not exist',
    { ...grouped, queue: { kind: 'missing', what: 'the queue' } },
    'queue-missing',
    /queue team-a does not exist; label project of the pod names it/,
  ],
  [
    'a queue that its owner names',
    {
      ...grouped,
      podGroup: asRead({ ...grouped.podGroup.value, queue: 'blue' }),
      queue: { kind: 'missing', what: 'the queue' },
      owners: [{ kind: 'Job', name: 'train', labels: { 'kai.scheduler/queue': 'blue' } }],
    },
    'queue-missing',
    /queue blue does not exist; label kai.scheduler\/queue of Job train names it/,
  ],
  [
    'a queue that may not be read, of which the scheduler says it',
    { ...explained('QueueDoesNotExist', "Queue 'team-a' does not exist"), queue: failed('no') },
    'queue-missing',
    /queue team-a does not exist/,
  ],
  [
    'a queue without its department',
    { ...grouped, parentQueue: { kind: 'missing', what: 'the queue' } },
    'parent-queue-missing',
    /below queue department, which does not exist/,
  ],
  [
    'a department in place of a queue',
    {
      ...grouped,
      queue: asRead({ name: 'team-a', parent: undefined, children: ['a', 'b', 'c', 'd'] }),
    },
    'queue-not-leaf',
    /has queues below it \(a, b, c, …\)/,
  ],
  // Room.
  [
    'quota',
    explained('NonPreemptibleOverQuota', 'said', 'department'),
    'over-quota',
    /queue department has no quota left/,
  ],
  ['a limit', explained('OverLimit', 'said'), 'over-limit', /its queue is at its limit/],
  [
    'a delay before it may preempt',
    explained('PreemptionDelayNotElapsed', 'said'),
    'preemption-delay',
    /may not yet preempt/,
  ],
  ['a reason of a later KAI', explained('Weather', 'too hot'), 'scheduler-says', /cannot place it/],
  [
    'room on a node',
    { ...grouped, ...scheduled('no nodes with enough resources were found') },
    'no-node-fits',
    /no node has what it asks for/,
  ],
  [
    'room that is being made',
    { ...grouped, events: [event('Pipelined', 'Pod was pipelined to node n')] },
    'resources-being-freed',
    /is making room/,
  ],
  ['a word from the scheduler', grouped, 'nothing-said', /kai-scheduler has said nothing/],
  // Its gang.
  [
    'its gang',
    { ...gangOf(3), podGroupEvents: [event('NotReady', 'Waiting for 3 pods, currently 1 exist')] },
    'gang-incomplete',
    /starts only when 3 pods are there/,
  ],
  [
    'its gang no more, once the scheduler speaks of something else',
    {
      ...gangOf(3),
      ...scheduled('node(s) did not have enough resources: GPUs'),
      podGroupEvents: [event('NotReady', 'Waiting for 3 pods'), event('Unschedulable', 'no')],
    },
    'no-node-fits',
    /no node has/,
  ],
  [
    'siblings with another scheduler',
    {
      ...gangOf(3),
      siblings: [
        { name: 'w-1', schedulerName: 'default-scheduler', isFinished: false },
        { name: 'w-2', schedulerName: 'kai-scheduler', isFinished: false },
        { name: 'w-3', schedulerName: 'default-scheduler', isFinished: true },
      ],
    },
    'gang-divided',
    /1 of its siblings is with another scheduler and never joins its gang: w-1$/,
  ],
  // Its node.
  [
    'the reservation of a GPU',
    { ...grouped, bindRequest: { node: 'n-1', phase: 'Pending', reason: '' } },
    'gpu-reservation',
    /node n-1 is chosen; the GPU that is shared has to be reserved first/,
  ],
  [
    'a reservation that failed',
    { ...grouped, bindRequest: { node: 'n-1', phase: 'Failed', reason: 'failed to reserve GPUs for pod' } },
    'gpu-reservation',
    /has to be reserved first/,
  ],
  [
    'the binder',
    {
      ...grouped,
      pod: { gpus: 1, labels: { RUNAI_PROJECT: 'a' } },
      bindRequest: { node: 'n-1', phase: '', reason: '' },
    },
    'binding',
    /being bound to node n-1/,
  ],
  [
    'a binder that failed, and whose request is gone',
    { ...grouped, events: [event('BindingError', 'Failed to bind pod: volume')] },
    'binding-failed',
    /could not be bound to a node/,
  ],
  ['its kubelet', { nodeName: 'node-1' }, 'container-starts', /node node-1 has it, and has not started it yet/],
  ['its container', waiting('ContainerCreating'), 'container-starts', /container main is being started/],
  [
    'an image',
    waiting('ImagePullBackOff', 'Back-off pulling image'),
    'image',
    /image of container main cannot be pulled/,
  ],
  [
    'a ConfigMap',
    waiting('CreateContainerConfigError', 'configmap "x" not found'),
    'container-config',
    /container main cannot be made/,
  ],
  ['its own failure', waiting('CrashLoopBackOff', 'back-off 5m'), 'container-crashes', /ends again and again/],
  [
    'a volume',
    { ...waiting('ContainerCreating'), events: [event('FailedMount', 'configmap "lab-shared-gpu-0" not found')] },
    'volume',
    /a volume cannot be mounted/,
  ],
  [
    'a runtime class',
    {
      ...waiting('ContainerCreating'),
      events: [event('FailedCreatePodSandBox', 'no runtime for "nvidia" is configured')],
    },
    'sandbox',
    /its node cannot prepare it/,
  ],
  [
    'its readiness',
    {
      nodeName: 'node-1',
      status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: false, state: {} }] },
    },
    'not-ready',
    /container main runs and is not ready/,
  ],
  // Others.
  [
    'the default scheduler, of a pod that is nobody’s business here',
    { pod: {}, ...scheduled('0/3 nodes are available: 3 Insufficient cpu.') },
    'no-node-fits',
    /no node has/,
  ],
  ['nothing, where it runs', { nodeName: 'node-1', status: { phase: 'Running' } }, undefined, /^$/],
  ['nothing, where it has ended', { status: { phase: 'Succeeded' } }, undefined, /^$/],
  ['nothing, where it is being deleted', { more: { deletionTimestamp: ago(1) } }, undefined, /^$/],
];

describe('a pod waits for', () => {
  it.each(cases)('%s', (_, parts, cause, sentence) => {
    const [first] = waits(parts);
    expect(first?.cause).toBe(cause);
    expect(first?.sentence ?? '').toMatch(sentence);
  });

  it('each cause of the closed list in some case here', () => {
    expect(new Set(cases.flatMap(([, , cause]) => cause ?? []))).toEqual(new Set(WAIT_CAUSES));
  });

  it('what the page explains, word for word', () => {
    const page = readFileSync(new URL('../../docs/why.md', import.meta.url), 'utf8');
    const table = /\| Word \|[\s\S]*?\n\n/.exec(page)?.[0] ?? '';
    const words = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)]);
    expect(new Set(words.map(([, word]) => word))).toEqual(new Set(WAIT_CAUSES));
  });

  it('what a person has to read it for: exit code 1 where it waits or was missed, 0 where not', () => {
    const troubled = (parts: StoryParts) => isTroubled(reportPod(story(parts)));
    expect(troubled({})).toBe(true);
    expect(troubled({ isPatched: false, nodeName: 'n', status: { phase: 'Running' } })).toBe(true);
    expect(troubled({ nodeName: 'n', status: { phase: 'Running' } })).toBe(false);
    expect(troubled({ isPatched: false, status: { phase: 'Succeeded' } })).toBe(false);
  });
});

interface Sample {
  readonly pod: { readonly metadata: object; readonly status: unknown };
  readonly podGroup: unknown;
  readonly events: readonly unknown[];
}

describe('of objects that KAI-Scheduler (d5bc503a) wrote', () => {
  const { queues, ...samples } = JSON.parse(
    readFileSync(new URL('samples/kai.json', import.meta.url), 'utf8'),
  ) as Readonly<Record<string, Sample>> & { readonly queues: readonly unknown[] };
  const all = queues.map((queue) => queueSchema.parse(queue));

  const queueNamed = (name: string): Reading<Queue> => {
    const queue = all.find((one) => one.name === name);
    const children = all.filter(({ parent }) => parent === name).map((child) => child.name);
    return queue === undefined ? { kind: 'missing', what: 'the queue' } : asRead({ ...queue, children });
  };

  function read({ pod, podGroup, events }: Sample): PodStory {
    const group = podGroupSchema.parse(podGroup);
    const queue = queueNamed(group.queue);
    const parent = queue.kind === 'read' ? queue.value.parent : undefined;
    const seen = events.map((one) => eventSchema.parse(one));
    const of = (kind: string) => seen.filter(({ about }) => about.kind === kind).map((one) => one.event);
    const base = story({ pod: { labels: { RUNAI_PROJECT: group.queue } } });
    return {
      ...base,
      pod: { ...base.pod, status: podStatusSchema.parse(pod.status) },
      podGroup: asRead(group),
      queue,
      parentQueue: parent === undefined ? undefined : queueNamed(parent),
      events: of('Pod'),
      podGroupEvents: of('PodGroup'),
      now: NOW,
    };
  }

  it.each(Object.entries(samples))('the cause is read: %s', (cause, sample) => {
    expect(reportPod(read(sample)).waits.map((one) => one.cause)).toEqual([cause]);
  });
});
