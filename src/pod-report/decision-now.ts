import { refusalMessage } from '../admission/refusal-status.ts';
import { judgePod, refusalIn, type Verdict } from '../admission/verdict.ts';
import { annotationsOf, ownValue, type PodJson } from '../decision/pod/pod.ts';
import { DECISION_ANNOTATION, GPU_FRACTION_CONTAINER_NAME, RUNAI_PROJECT } from '../decision/vocabulary.ts';
import { describeDecision } from '../patch/decision-annotation.ts';
import { readDecision, type ToldDecision } from '../patch/read-decision.ts';
import { asAskedFor, withoutNode } from './asked-for.ts';
import type { PodStory } from './story.ts';

/** What the same core says of the pod today, with what is known beside it today. */
export interface DecisionNow {
  readonly verdict: Verdict;
  /** In the words of the decision annotation, or of the refusal. */
  readonly text: string;
  /** What is otherwise than what the pod's annotation tells; empty where nothing is, or nothing is told. */
  readonly differences: readonly string[];
  /** What cannot be known of what the pod asked for. */
  readonly unsure: readonly string[];
}

type Judged = Pick<PodStory, 'pod' | 'surroundings' | 'settings'>;

/** What the decision annotation tells, if this program decided about this pod: people copy pods, annotations included. */
export function toldBy(pod: PodJson, schedulerName: string): ToldDecision | undefined {
  const told = readDecision(ownValue(annotationsOf(pod), DECISION_ANNOTATION) ?? '');
  return told?.kind === 'routed' && pod.spec.schedulerName !== schedulerName ? undefined : told;
}

export function decideNow(story: Judged): DecisionNow {
  const { pod, settings } = story;
  const told = toldBy(pod, settings.schedulerName);
  if (told === undefined) {
    const verdict = judge(withoutNode(pod), story);
    return { verdict, text: textOf(verdict), differences: [], unsure: [] };
  }
  const asked = asAskedFor(pod, told, settings);
  const judged = judgeAsked(asked.pod, told, story);
  const named = withContainer(asked.pod, told);
  const elsewhere = containerOf(judged);
  // Whether its author or the webhook named the container cannot be seen, and changes nothing but this.
  const isByName = told.amount !== undefined && elsewhere !== undefined && elsewhere !== told.amount.container;
  const verdict = isByName ? judgeAsked(named, told, story) : judged;
  return {
    verdict,
    text: textOf(verdict),
    ...compared(told, verdict),
    unsure: isByName
      ? [
          ...asked.unsure,
          `whether the pod itself named container ${told.amount.container}; if not, the GPU would go to ${elsewhere} now`,
        ]
      : asked.unsure,
  };
}

/** Perhaps all that it asked for was the scheduler, by its name: then nothing else is told that asks. */
function judgeAsked(pod: PodJson, { reason, amount, project }: ToldDecision, story: Judged): Verdict {
  const verdict = judge(pod, story);
  const asksOtherwise = amount !== undefined || project?.from.includes(RUNAI_PROJECT) === true;
  if (reason !== 'asked' || verdict.reason === 'asked' || asksOtherwise) {
    return verdict;
  }
  const named = judge({ ...pod, spec: { ...pod.spec, schedulerName: story.settings.schedulerName } }, story);
  return named.decision?.kind === 'route' ? named : verdict;
}

const containerOf = ({ decision }: Verdict): string | undefined =>
  decision?.kind === 'route' && decision.gpu.kind === 'asked' ? decision.gpu.container : undefined;

const withContainer = (pod: PodJson, { amount }: ToldDecision): PodJson =>
  amount === undefined
    ? pod
    : {
        ...pod,
        metadata: {
          ...pod.metadata,
          annotations: { ...annotationsOf(pod), [GPU_FRACTION_CONTAINER_NAME]: amount.container },
        },
      };

const judge = (pod: PodJson, { pod: { metadata }, surroundings, settings }: Judged): Verdict =>
  judgePod(pod, metadata.namespace ?? 'default', surroundings, settings);

function textOf({ decision, reason, ...verdict }: Verdict): string {
  const refusal = refusalIn({ decision, reason, ...verdict });
  if (refusal !== undefined) {
    return `refused (${reason}): ${refusalMessage(refusal)}`;
  }
  return decision === undefined || decision.kind === 'refuse' ? reason : describeDecision(decision);
}

function compared(told: ToldDecision, { decision, reason }: Verdict): Pick<DecisionNow, 'differences'> {
  if (decision === undefined || decision.kind === 'refuse') {
    return { differences: [`it would be refused (${reason})`] };
  }
  const now = readDecision(describeDecision(decision));
  if (now === undefined || now.kind !== told.kind) {
    return { differences: [decision.kind === 'route' ? 'it would be routed' : `it would be left alone (${reason})`] };
  }
  const differences: string[] = [];
  if (now.project?.value !== told.project?.value) {
    differences.push(`project ${now.project?.value ?? '(none)'} in place of ${told.project?.value ?? '(none)'}`);
  }
  if (now.amount?.value !== told.amount?.value) {
    differences.push(`${now.amount?.value ?? 'no amount'} in place of ${told.amount?.value ?? 'none'}`);
  }
  return { differences };
}
