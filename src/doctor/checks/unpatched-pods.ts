import { judgePod, refusalIn } from '../../admission/verdict.ts';
import type { Surroundings } from '../../decision/known/surroundings.ts';
import { annotationsOf, ownersOf } from '../../decision/pod/pod.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import { DECISION_ANNOTATION } from '../../decision/vocabulary.ts';
import { counted, type Finding, someOf } from '../finding.ts';
import { groupBy } from '../group-by.ts';
import type { RunningPod } from '../reading/snapshot.ts';
import { check } from './check.ts';
import { helmSet } from './commands.ts';

/** What would become of a pod that was never patched, if it were created now. */
type Fate = 'asked' | 'routed' | 'refused';

interface Judged {
  readonly pod: RunningPod;
  readonly fate: Fate;
}

/**
 * Pods are judged as they were at their creation. Some are older than the label of their namespace; others were created
 * while nobody answered the API server. In audit mode it is what would change if decisions were carried out.
 */
export const unpatchedPods = check({
  id: 'unpatched-pods',
  about: 'pods that asked for a project or a share were patched; in audit mode, which would be',
  needs: ['pods', 'surroundings'],
  find({ pods, surroundings }, { settings, release }) {
    const judged = pods.flatMap((pod): readonly Judged[] => {
      const fate = fateOf(pod, surroundings, settings.decision);
      return fate === undefined ? [] : [{ pod, fate }];
    });
    const isAudit = settings.server.mode === 'audit';
    const groups = groupBy(judged, ({ pod, fate }) => `${pod.namespace}\n${isAudit ? fate : groupOf(fate)}`);
    const findings = [...groups.values()].map((group) => (isAudit ? wouldBe(group) : missed(group)));
    return isAudit
      ? [
          ...findings,
          {
            severity: 'info',
            object: 'Setting mode',
            problem: `is audit: of ${counted(pods.length, 'pod')} in opted-in namespaces ${judged.length} would be patched or refused`,
            why: 'decisions are logged, counted and told, and not carried out',
            command: helmSet(release, 'config.mode=enforce'),
          },
        ]
      : findings;
  },
});

const groupOf = (fate: Fate): string => (fate === 'routed' ? 'routed' : 'asked');

function fateOf(
  { pod, namespace, schedulerName }: RunningPod,
  surroundings: Surroundings,
  settings: DecisionSettings,
): Fate | undefined {
  if (schedulerName === settings.schedulerName || annotationsOf(pod)[DECISION_ANNOTATION] !== undefined) {
    return undefined;
  }
  const verdict = judgePod(pod, namespace, surroundings, settings);
  if (refusalIn(verdict) !== undefined) {
    return 'refused';
  }
  if (verdict.decision?.kind !== 'route' || verdict.patch.length === 0) {
    return undefined;
  }
  return verdict.reason === 'asked' ? 'asked' : 'routed';
}

const WORDS: Readonly<Record<Fate, string>> = {
  asked: 'asked for a project or a share, and would be patched',
  routed: 'did not ask, and would be sent to the scheduler for a GPU or a gang',
  refused: 'would be refused',
};

function wouldBe(group: readonly Judged[]): Finding {
  const { namespace, names, fate, first } = summary(group);
  return {
    severity: 'info',
    object: `Namespace ${namespace}`,
    problem: `has ${counted(group.length, 'pod')} that ${WORDS[fate]}: ${someOf(names)}`,
    alike: WORDS[fate],
    why:
      fate === 'refused'
        ? 'what they ask for cannot be meant, or is of another team: better said before decisions are carried out'
        : 'so it is with pods like these as soon as decisions are carried out; those that exist stay as they are',
    command: `kubectl get pod -n ${namespace} ${first} -o yaml | kubectl gpu-fraction explain -f - --cluster`,
  };
}

function missed(group: readonly Judged[]): Finding {
  const { namespace, names, fate, first } = summary(group);
  const owned = group.filter(({ pod }) => ownersOf(pod.pod).length > 0).map(({ pod }) => pod.name);
  const alone = names.filter((name) => !owned.includes(name));
  const hasAsked = fate !== 'routed';
  return {
    severity: hasAsked ? 'warning' : 'info',
    object: `Namespace ${namespace}`,
    problem: hasAsked
      ? `has ${counted(group.length, 'pod')} that asked for a project or a share, without being patched: ${someOf(names)}`
      : `has ${counted(group.length, 'pod')} with a GPU or of a gang, not sent to the scheduler: ${someOf(names)}`,
    alike: groupOf(fate),
    why: hasAsked
      ? 'they run without a share, or on the CPU; they are older than the label of their namespace, or were created while no replica answered'
      : 'they take GPUs past the scheduler; they are older than the label of their namespace, or were created while no replica answered',
    command:
      owned.length > 0
        ? `kubectl delete pod -n ${namespace} ${owned.slice(0, 5).join(' ')}   # their controllers make them again${alone.length === 0 ? '' : `, and nobody ${someOf(alone)}`}; docs/namespaces.md`
        : `kubectl get pod -n ${namespace} ${first} -o yaml   # nobody makes it again: create it anew from its own manifest`,
  };
}

function summary(group: readonly Judged[]) {
  const names = group.map(({ pod }) => pod.name).toSorted();
  return { namespace: group[0]?.pod.namespace ?? '', fate: group[0]?.fate ?? 'asked', names, first: names[0] ?? '' };
}
