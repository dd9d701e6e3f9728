import { refusalStatus } from '../../admission/refusal-status.ts';
import { judgePod, refusalIn, type Verdict } from '../../admission/verdict.ts';
import { selectorMatches } from '../../decision/known/label-selector.ts';
import type { PodDefault, Surroundings } from '../../decision/known/surroundings.ts';
import type { StringMap } from '../../decision/pod/pod.ts';
import { REASONS } from '../../decision/reasons.ts';
import { FRACTION, MEMORY, NUM_DEVICES, PROJECT } from '../../decision/requests/spellings.ts';
import type { DecisionSettings } from '../../decision/settings.ts';
import type { Finding } from '../finding.ts';
import { inScope } from '../scope.ts';
import { check } from './check.ts';

/** Pairs are compared, so of a namespace with more of them only the first. */
const MOST_IN_NAMESPACE = 50;

/** PodDefaults are tried on a pod that takes them, by the core itself. */
export const podDefaults = check({
  id: 'pod-defaults',
  about: 'PodDefaults ask for nothing that is refused, and no two of a namespace contradict each other on a pod',
  needs: ['podDefaults', 'namespaces', 'surroundings'],
  find({ podDefaults: all, namespaces, surroundings }, { settings: { decision } }) {
    return inScope(namespaces, decision).flatMap(({ name }) => {
      const asking = all
        .filter((podDefault) => podDefault.namespace === name && asks(podDefault, decision))
        .slice(0, MOST_IN_NAMESPACE);
      const alone = asking.map((podDefault) => ({
        podDefault,
        problem: refusalOf([podDefault], surroundings, decision),
      }));
      const good = alone.filter(({ problem }) => problem === undefined).map(({ podDefault }) => podDefault);
      return [
        ...alone.flatMap(({ podDefault, problem }) => (problem === undefined ? [] : [refused(podDefault, problem)])),
        ...pairsOf(good).flatMap((pair) => together(pair, surroundings, decision)),
      ];
    });
  },
});

const SPELLINGS = [PROJECT, FRACTION, MEMORY, NUM_DEVICES];

/** Whether it sets anything that a decision reads. */
function asks({ env, labels, annotations }: PodDefault, { projectLabel, queueLabelKey }: DecisionSettings): boolean {
  const has = (map: StringMap, names: readonly string[]): boolean => names.some((name) => Object.hasOwn(map, name));
  return (
    has(labels, [projectLabel, queueLabelKey]) ||
    SPELLINGS.some(
      (spelling) =>
        has(annotations, spelling.annotations) ||
        has(labels, spelling.labels) ||
        env.some(({ name }) => name === spelling.env),
    )
  );
}

const pairsOf = (all: readonly PodDefault[]): readonly (readonly [PodDefault, PodDefault])[] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));

/** Labels with which a pod is chosen by a PodDefault, as far as its selector wants any. */
function labelsFor({ selector }: PodDefault): StringMap {
  const wanted = (selector.matchExpressions ?? []).flatMap(({ key, operator, values }) =>
    operator === 'In' || operator === 'Exists' ? [[key, values?.[0] ?? 'true'] as const] : [],
  );
  return { ...Object.fromEntries(wanted), ...selector.matchLabels };
}

/** What becomes of a plain notebook that takes these. */
function verdictOn(podDefaults: readonly PodDefault[], known: Surroundings, settings: DecisionSettings): Verdict {
  const namespace = podDefaults[0]?.namespace ?? '';
  const labels = Object.assign({}, ...podDefaults.map(labelsFor)) as StringMap;
  const pod = { metadata: { name: 'notebook-0', namespace, labels }, spec: { containers: [{ name: 'notebook' }] } };
  const surroundings = {
    namespace: known.namespace.bind(known),
    podDefaults: () => podDefaults,
    gangOwner: () => undefined,
  };
  return judgePod(pod, namespace, surroundings, settings);
}

/** The sentence of the refusal, or the reason where `onInvalid: warn` only leaves the pod alone. */
function refusalOf(
  podDefaults: readonly PodDefault[],
  known: Surroundings,
  settings: DecisionSettings,
): string | undefined {
  const verdict = verdictOn(podDefaults, known, settings);
  const refusal = refusalIn(verdict);
  if (refusal !== undefined) {
    return refusalStatus(refusal).message;
  }
  return REASONS[verdict.reason].severity === 'refusal'
    ? `${verdict.reason}: ${REASONS[verdict.reason].sentence}`
    : undefined;
}

const titleOf = ({ namespace, name }: PodDefault): string => `PodDefault ${namespace}/${name}`;

const refused = (podDefault: PodDefault, problem: string): Finding => ({
  severity: 'error',
  object: titleOf(podDefault),
  problem: `asks for what is refused: ${problem}`,
  why: 'every notebook and pod that ticks it is refused, or left alone',
  command: `kubectl edit poddefaults.kubeflow.org ${podDefault.name} -n ${podDefault.namespace}`,
});

/** Two that reach the same pod, always or when both are ticked. */
function together(
  pair: readonly [PodDefault, PodDefault],
  known: Surroundings,
  settings: DecisionSettings,
): readonly Finding[] {
  const [one, other] = pair;
  const both = { ...labelsFor(one), ...labelsFor(other) };
  if (!selectorMatches(one.selector, both) || !selectorMatches(other.selector, both)) {
    return [];
  }
  const key = contradiction(one, other);
  const problem = key === undefined ? refusalOf(pair, known, settings) : `they set ${key} to different values`;
  if (problem === undefined) {
    return [];
  }
  const isAlways = selectorMatches(other.selector, labelsFor(one)) || selectorMatches(one.selector, labelsFor(other));
  return [
    {
      severity: isAlways ? 'warning' : 'info',
      object: titleOf(one),
      problem: `contradicts ${titleOf(other)}: ${problem}`,
      why: isAlways
        ? 'both reach the same pods, which are then refused'
        : 'a pod for which somebody ticks both is refused',
      command: `kubectl get poddefaults.kubeflow.org ${one.name} ${other.name} -n ${one.namespace} -o yaml`,
    },
  ];
}

/** The first name that both set, to different values; Kubeflow's own webhook refuses such a pod. */
function contradiction(one: PodDefault, other: PodDefault): string | undefined {
  const differs = (a: StringMap, b: StringMap): string | undefined =>
    Object.keys(a).find((key) => Object.hasOwn(b, key) && a[key] !== b[key]);
  const env = ({ env: variables }: PodDefault): StringMap =>
    Object.fromEntries(
      variables.map((variable) => [variable.name, JSON.stringify(variable.value ?? variable.valueFrom)]),
    );
  return (
    differs(env(one), env(other)) ?? differs(one.annotations, other.annotations) ?? differs(one.labels, other.labels)
  );
}
