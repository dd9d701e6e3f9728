import type { V1Variable } from '@kubernetes/client-node';
import { POD_DEFAULT_TRACE_IN_CEL } from '../decision/known/pod-defaults.ts';
import { MAX_ANNOTATION_BYTES } from '../decision/pod/annotation-bytes.ts';
import { literal, POD_VARIABLES } from '../decision/pod/cel.ts';
import { GPU_LIMIT_VARIABLES } from '../decision/pod/gpu-limits-cel.ts';
import { PLAIN_REQUEST_VARIABLES } from '../decision/requests/plain-requests-cel.ts';
import { WORK_CONTAINER_VARIABLES } from '../decision/requests/work-container-cel.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import { labelValueInCel } from '../decision/values/text.ts';
import { DEFAULT_SCHEDULER, MIRROR_POD_ANNOTATION } from '../decision/vocabulary.ts';
import { WORKLOAD_VARIABLES } from '../decision/workloads/left-alone.ts';
import { WORK_VARIABLES } from '../decision/workloads/work-cel.ts';
import { LEFT_ALONE } from './left-alone.ts';
import { IN_SCOPE } from './namespace-scope.ts';
import { SCHEDULER } from './pod-creation.ts';
import { settingsVariables } from './settings-variables.ts';

/** What an administrator can choose about the rule; the webhook's own settings have all of it. */
export type MutatingRuleSettings = Omit<DecisionSettings, 'onInvalid' | 'excludedNamespaces' | 'allowedQueues'>;

/** All that depends on settings; the rest of the rule is constant. */
export const mutatingSettingsVariables = (settings: MutatingRuleSettings): V1Variable[] =>
  settingsVariables({
    namespacePrefixes: settings.namespacePrefixes,
    schedulerName: settings.schedulerName,
    projectLabel: settings.projectLabel,
    queueLabelKey: settings.queueLabelKey,
    nodePoolLabel: settings.nodePoolLabel,
    namespaceProjectLabel: settings.namespaceProjectLabel,
    route: settings.route,
    projectGuard: settings.projectGuard,
    queueLabel: settings.queueLabel,
    queuePerNodePool: settings.queuePerNodePool,
    containerTarget: settings.containerTarget,
    maxWholeGpus: settings.maxWholeGpus,
  });

/** More than the two annotations of a share take, whatever its container is called. */
const ROOM = 2048;

const onPod = (key: string): string => `variables.labels[?variables.${key}].orValue("")`;

const project = 'variables.project';
const queue = 'variables.queue';
const own = 'variables.namespaceProject';

/**
 * All that has to hold for the policy to change a pod, and for whom it does not. What is cheap and rules out most pods stands
 * first.
 */
const CONDITIONS: readonly (readonly [leftAlone: string, condition: string])[] = [
  ['namespaces that did not opt in', 'variables.inScope'],
  [
    'pods whose author chose another scheduler',
    `variables.isOurs || ${SCHEDULER} in ${literal(['', DEFAULT_SCHEDULER])}`,
  ],
  ['mirror pods', `!(${literal(MIRROR_POD_ANNOTATION)} in variables.annotations)`],
  ['pods that nothing on them sends to the scheduler', 'variables.isRouted'],
  [
    'pods that opted out, helpers, cached steps (their GPU annotations stay), pods of a DaemonSet',
    '!variables.leftAlone',
  ],
  ["pods of Run:ai's own workloads", '!(variables.isOurs && variables.hasRunAiMarks)'],
  [
    'values in other forms than 0.5, .5, 50%, 2 (8192, 8Gi, 512Mi for memory), several that disagree, and whatever the webhook would refuse',
    'variables.isPlain && variables.limitsArePlain',
  ],
  ["a project or queue that is not the namespace's, unless projectGuard is off", 'variables.isOfNamespace'],
  // Half a gang never starts, and CEL sees one pod of it: nothing but its template says the same of all its members.
  [
    "members of a gang that do not name their project on their own template; a PodDefault's does not count",
    '!variables.isGangMember || variables.projects.size() > 0 && !variables.hasPodDefault',
  ],
  [
    'members of a gang where a queue label is to be written, which has to agree with their owner',
    '!variables.isGangMember || !variables.queueLabel || variables.queueLabelKey in variables.labels',
  ],
  [
    'companions (Ray head, Spark driver, MPI launcher, ...) with an amount and a PodDefault, from which it may come',
    '!(variables.isCompanion && variables.asksForAmount && variables.hasPodDefault)',
  ],
  ['an amount beside MIG slices, GPUs of an init container, or limits that contradict it', 'variables.fitsLimits'],
  ['a share for a container that is not among the regular ones', 'variables.fitsContainers'],
  [
    'annotations that leave no room',
    `!variables.isShare || variables.annotationBytes < ${MAX_ANNOTATION_BYTES - ROOM}`,
  ],
];

/** Whose pods are left alone, for people; in the order in which the policy asks. */
export const LEFT_ALONE_BY_POLICY: readonly string[] = CONDITIONS.map(([leftAlone]) => leftAlone);

/** What the rule reads, by name; evaluated only when it is used. */
export const MUTATING_VARIABLES: readonly V1Variable[] = [
  IN_SCOPE,
  ...POD_VARIABLES,
  ...PLAIN_REQUEST_VARIABLES,
  ...GPU_LIMIT_VARIABLES,
  ...WORKLOAD_VARIABLES,
  LEFT_ALONE,
  ...WORK_VARIABLES,
  ...WORK_CONTAINER_VARIABLES,
  POD_DEFAULT_TRACE_IN_CEL,
  { name: 'isOurs', expression: `${SCHEDULER} == variables.schedulerName` },
  {
    name: 'namespaceProject',
    expression: 'namespaceObject.metadata.?labels[?variables.namespaceProjectLabel].orValue("")',
  },
  { name: 'project', expression: `variables.projects.size() > 0 ? variables.projects[0] : ${own}` },
  { name: 'queue', expression: onPod('queueLabelKey') },
  { name: 'pool', expression: onPod('nodePoolLabel') },
  {
    name: 'isOwnQueue',
    expression: `${queue} in ["", ${own}] || (variables.pool != "" && ${queue} == ${own} + "-" + variables.pool)`,
  },
  {
    name: 'isRouted',
    expression: [
      'variables.isOurs',
      'variables.asksForScheduler',
      // Nobody asked: only where project and queue are the namespace's. Of a gang that nobody on this pod asked for, CEL
      // cannot tell whether any other member did.
      [
        '(variables.route == "all" || variables.route == "gpu-workloads" && variables.isRecognised && variables.hasWholeGpu)',
        '!variables.isGangMember',
        `${onPod('projectLabel')} in ["", ${own}]`,
        `(${own} == "" ? ${queue} != "" : variables.isOwnQueue)`,
      ].join(' && '),
    ].join(' || '),
  },
  {
    name: 'isOfNamespace',
    expression: `variables.projectGuard == "off" || ${own} == "" || (${project} == ${own} && variables.isOwnQueue)`,
  },
  {
    name: 'fitsLimits',
    expression: [
      '!variables.asksForAmount',
      '!variables.initHasGpu && variables.migLimits.size() == 0 && (variables.isWhole ? variables.gpuCount in [0, variables.wholeGpus] : variables.gpuCount < 2)',
    ].join(' || '),
  },
  {
    name: 'fitsContainers',
    expression: '!variables.asksForAmount || variables.author == "" || variables.workContainer == variables.author',
  },
  {
    name: 'annotationBytes',
    expression: 'variables.annotations.map(key, size(bytes(key)) + size(bytes(variables.annotations[key]))).sum()',
  },
  {
    name: 'projectQueue',
    expression: `variables.queuePerNodePool && variables.pool != "" ? ${project} + "-" + variables.pool : ${project}`,
  },
  {
    name: 'newLabels',
    expression: `{${[
      `?variables.projectLabel: ${project} != "" && !(variables.projectLabel in variables.labels) ? optional.of(${project}) : optional.none()`,
      `?variables.queueLabelKey: variables.queueLabel && ${project} != "" && !(variables.queueLabelKey in variables.labels) && ${labelValueInCel('variables.projectQueue')} ? optional.of(variables.projectQueue) : optional.none()`,
    ].join(', ')}}`,
  },
  { name: 'isChanged', expression: CONDITIONS.map(([, condition]) => `(${condition})`).join(' && ') },
];
