import type { V1MatchCondition, V1Validation, V1Variable } from '@kubernetes/client-node';
import type { RefusalReason } from '../decision/reasons.ts';
import { QUEUES_ANNOTATION } from '../decision/vocabulary.ts';
import { celList, celString } from './cel.ts';

/** The names by which the rule knows projects, pools and queues. */
export interface QuotaRuleSettings {
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

/** What the rule reads, by name; evaluated only when it is used. */
export function quotaVariables({ namespaceProjectLabel, nodePoolLabel }: QuotaRuleSettings): V1Variable[] {
  return [
    { name: 'queue', expression: queueOf('object') },
    { name: 'pool', expression: `object.metadata.?labels[?${celString(nodePoolLabel)}].orValue("")` },
    {
      name: 'project',
      expression: `namespaceObject.metadata.?labels[?${celString(namespaceProjectLabel)}].orValue("")`,
    },
    {
      name: 'queuesOfNamespace',
      expression: `namespaceObject.metadata.?annotations[?${celString(QUEUES_ANNOTATION)}].orValue("").split(",")`,
    },
  ];
}

/** A PodGroup must not spend another team's quota: its queue has to be its namespace's. */
export function quotaValidation(settings: QuotaRuleSettings, inScope: string | undefined): V1Validation {
  const { queue, project, pool } = VARIABLES;
  const allowed = [
    ...(inScope === undefined ? [] : [`!(${inScope})`]),
    `${project} == ""`,
    `${queue} == ${project}`,
    `(${pool} != "" && ${queue} == ${project} + "-" + ${pool})`,
    `${queue} in ${celList([...settings.allowedQueues].sort())}`,
    // An annotation that is empty, or ends with a comma, does not name the empty queue.
    `(${queue} != "" && variables.queuesOfNamespace.exists(name, name.trim() == ${queue}))`,
  ];
  return {
    expression: allowed.join(' || '),
    messageExpression: message(settings),
    // Said only where the expression above it fails, such as for a queue that is no text.
    message: `${REASON}: spec.queue is not the project of the namespace (label ${settings.namespaceProjectLabel}), and not allowed by its annotation ${QUEUES_ANNOTATION}`,
    // The API server makes it a 403, as the webhook answers.
    reason: 'Forbidden',
  };
}

const VARIABLES = { queue: 'variables.queue', project: 'variables.project', pool: 'variables.pool' } as const;

/**
 * The sentence of a refusal, as the webhook words its own. The API server drops a message with a line break, and people
 * read it in terminals, so the queue is repeated only where it looks like a queue's name.
 */
function message(settings: QuotaRuleSettings): string {
  const { namespaceProjectLabel, nodePoolLabel, queueLabelKey, projectLabel } = settings;
  const { queue, project } = VARIABLES;
  const isName = `${queue}.matches("^[-A-Za-z0-9_.]{0,253}$")`;
  const shown = `(${isName} ? "\\"" + ${queue} + "\\"" : "no name that a queue can have")`;
  const anyPool = concat(`, or `, raw(project), `-<pool> together with the label ${nodePoolLabel}=<pool>`);
  const poolName = `${queue}.substring(size(${project}) + 1)`;
  const thisPool = concat(
    ', or, if that is the queue of node pool ',
    raw(poolName),
    `, add the label ${nodePoolLabel}=`,
    raw(poolName),
  );
  const hasPool = `(${isName} && ${queue}.startsWith(${project} + "-") && size(${queue}) > size(${project}) + 1)`;
  return concat(
    `${REASON}: spec.queue is `,
    raw(shown),
    ', but namespace ',
    raw('namespaceObject.metadata.name'),
    ' belongs to project ',
    raw(project),
    ` (label ${namespaceProjectLabel} of the namespace): a pod must not spend another team's quota; name `,
    raw(project),
    ` in the labels ${queueLabelKey} and ${projectLabel} of the workload and its pods`,
    raw(`(${hasPool} ? ${thisPool} : ${anyPool})`),
    `; further queues of a namespace stand in its annotation ${QUEUES_ANNOTATION}`,
  );
}

interface RawExpression {
  readonly expression: string;
}

const raw = (expression: string): RawExpression => ({ expression });

/** Texts and expressions, joined by CEL. */
const concat = (...parts: readonly (string | RawExpression)[]): string =>
  parts.map((part) => (typeof part === 'string' ? celString(part) : part.expression)).join(' + ');
