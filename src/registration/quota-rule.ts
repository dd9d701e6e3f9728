import type { V1MatchCondition, V1Validation, V1Variable } from '@kubernetes/client-node';
import type { RefusalReason } from '../decision/reasons.ts';
import { QUEUES_ANNOTATION } from '../decision/vocabulary.ts';
import { celString, concat, raw } from './cel.ts';
import { IN_SCOPE } from './namespace-scope.ts';
import { settingsVariables } from './settings-variables.ts';

/** The names by which the rule knows projects, pools and queues. */
export interface QuotaRuleSettings {
  readonly namespacePrefixes: readonly string[];
  /** Label on a Namespace that names its project. */
  readonly namespaceProjectLabel: string;
  /** Label on a PodGroup that names its node pool. */
  readonly nodePoolLabel: string;
  /** Labels from which KAI's podgrouper takes a queue; a refusal tells people to look there. */
  readonly queueLabelKey: string;
  readonly projectLabel: string;
  /** Queues that every namespace may use beside its project's. */
  readonly allowedQueues: ReadonlySet<string> | readonly string[];
}

const REASON: RefusalReason = 'foreign-queue';

const queueOf = (object: 'object' | 'oldObject'): string => `${object}.?spec.?queue.orValue("")`;

/**
 * Only a queue that is new is judged. Updates of status are another resource; those of labels and annotations, and of a
 * PodGroup that is older than the policy, keep the queue, and the podgrouper and the scheduler must go on writing them.
 */
export const QUEUE_IS_NEW: V1MatchCondition = {
  name: 'queue-is-new',
  expression: `request.operation == "CREATE" || ${queueOf('object')} != ${queueOf('oldObject')}`,
};

/** All that depends on settings; the rest of the rule is constant. */
export const quotaSettingsVariables = (settings: QuotaRuleSettings): V1Variable[] =>
  settingsVariables({
    namespacePrefixes: settings.namespacePrefixes,
    namespaceProjectLabel: settings.namespaceProjectLabel,
    nodePoolLabel: settings.nodePoolLabel,
    queueLabelKey: settings.queueLabelKey,
    projectLabel: settings.projectLabel,
    allowedQueues: [...new Set(settings.allowedQueues)].sort(),
  });

/** What the rule reads, by name; evaluated only when it is used. */
export const QUOTA_VARIABLES: readonly V1Variable[] = [
  IN_SCOPE,
  { name: 'queue', expression: queueOf('object') },
  { name: 'pool', expression: 'object.metadata.?labels[?variables.nodePoolLabel].orValue("")' },
  {
    name: 'project',
    expression: 'namespaceObject.metadata.?labels[?variables.namespaceProjectLabel].orValue("")',
  },
  {
    name: 'queuesOfNamespace',
    expression: `namespaceObject.metadata.?annotations[?${celString(QUEUES_ANNOTATION)}].orValue("").split(",")`,
  },
];

const queue = 'variables.queue';
const project = 'variables.project';
const pool = 'variables.pool';

const ALLOWED = [
  '!variables.inScope',
  `${project} == ""`,
  `${queue} == ${project}`,
  `(${pool} != "" && ${queue} == ${project} + "-" + ${pool})`,
  `${queue} in variables.allowedQueues`,
  // An annotation that is empty, or ends with a comma, does not name the empty queue.
  `(${queue} != "" && variables.queuesOfNamespace.exists(name, name.trim() == ${queue}))`,
];

/** A PodGroup must not spend another team's quota: its queue has to be its namespace's. */
export const QUOTA_VALIDATION: V1Validation = {
  expression: ALLOWED.join(' || '),
  messageExpression: message(),
  // Said only where the expression above it fails, such as for a queue that is no text.
  message: `${REASON}: spec.queue is not the project of the namespace, and not allowed by its annotation ${QUEUES_ANNOTATION}`,
  // The API server makes it a 403, as the webhook answers.
  reason: 'Forbidden',
};

/**
 * The sentence of a refusal, as the webhook words its own. The API server drops a message with a line break, and people
 * read it in terminals, so the queue is repeated only where it looks like a queue's name.
 */
function message(): string {
  const isName = `${queue}.matches("^[-A-Za-z0-9_.]{0,253}$")`;
  const shown = `(${isName} ? "\\"" + ${queue} + "\\"" : "no name that a queue can have")`;
  const poolLabel = raw('variables.nodePoolLabel');
  const anyPool = concat(', or ', raw(project), '-<pool> together with the label ', poolLabel, '=<pool>');
  const poolName = raw(`${queue}.substring(size(${project}) + 1)`);
  const thisPool = concat(
    ', or, if that is the queue of node pool ',
    poolName,
    ', add the label ',
    poolLabel,
    '=',
    poolName,
  );
  const hasPool = `(${isName} && ${queue}.startsWith(${project} + "-") && size(${queue}) > size(${project}) + 1)`;
  return concat(
    `${REASON}: spec.queue is `,
    raw(shown),
    ', but namespace ',
    raw('namespaceObject.metadata.name'),
    ' belongs to project ',
    raw(project),
    ' (label ',
    raw('variables.namespaceProjectLabel'),
    " of the namespace): a pod must not spend another team's quota; name ",
    raw(project),
    ' in the labels ',
    raw('variables.queueLabelKey'),
    ' and ',
    raw('variables.projectLabel'),
    ' of the workload and its pods',
    raw(`(${hasPool} ? ${thisPool} : ${anyPool})`),
    `; further queues of a namespace stand in its annotation ${QUEUES_ANNOTATION}`,
  );
}
