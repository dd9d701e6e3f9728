import type { V1ValidatingAdmissionPolicySpec } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { DEFAULT_SCHEDULER, INJECTION_LABEL } from '../../src/decision/vocabulary.ts';
import type { AdmissionPolicy } from '../../src/registration/admission-policy.ts';
import { EARLIER, LATER, REMEDY } from '../../src/registration/configuration-order.ts';
import { quotaPolicy } from '../../src/registration/quota-policy.ts';
import { quotaSettingsVariables } from '../../src/registration/quota-rule.ts';
import { unpatchedPolicy } from '../../src/registration/unpatched-policy.ts';
import { unpatchedSettingsVariables } from '../../src/registration/unpatched-rule.ts';
import { LEAVES_PER_AUTHORITY, POD_LABELS, TAKEN_LABELS } from '../../src/settings/contradictions.ts';
import { FLAVOURS, type Vocabulary } from '../../src/settings/flavours.ts';
import { loadSettings } from '../../src/settings/load.ts';
import {
  findSchedulers,
  judgeSchedulers,
  QUEUE,
  type SchedulerSign,
  type SchedulersFound,
  SIGNS,
} from '../../src/settings/scheduler-fit.ts';

/**
 * What the chart's templates take from the program's sources: the flavours' names, how to tell which scheduler is there, the
 * order of configurations, and the admission policies but for what depends on values. So no expression stands in a template.
 */
export function registrationFile(): string {
  const content = {
    flavours: Object.fromEntries(Object.entries(FLAVOURS).map(([name, vocabulary]) => [name, names(vocabulary)])),
    reserved: {
      schedulerName: DEFAULT_SCHEDULER,
      namespaceLabel: INJECTION_LABEL,
      podLabels: { settings: POD_LABELS, taken: TAKEN_LABELS },
    },
    leavesPerAuthority: LEAVES_PER_AUTHORITY,
    schedulers: { signs: SIGNS_OF, found: schedulersFound(), judgements: judgements() },
    configurationOrder: { earlier: EARLIER, later: LATER, remedy: REMEDY },
    policies: {
      quota: constantPart(quotaPolicy(SETTINGS), quotaSettingsVariables(SETTINGS).length),
      unpatched: constantPart(unpatchedPolicy(SETTINGS), unpatchedSettingsVariables(SETTINGS).length),
    },
  };
  return `# Written by \`make docs\` from src/registration/ and src/settings/flavours.ts; do not edit.\n${stringify(content, { lineWidth: 0 })}`;
}

/** Whose kinds they are; a queue says something only where nothing else does. */
const SIGNS_OF: Readonly<Record<string, readonly SchedulerSign[]>> = { ...SIGNS, queue: [QUEUE] };

/** Which schedulers there are, as one word. */
const FOUND: Readonly<Record<string, SchedulersFound>> = {
  none: { runai: false, kai: false },
  runai: { runai: true, kai: false },
  kai: { runai: false, kai: true },
  both: { runai: true, kai: true },
};

/** That word for whatever signs a cluster can have: their names, one behind the other. */
function schedulersFound(): Readonly<Record<string, string | undefined>> {
  const sets = Object.keys(SIGNS_OF).reduce<readonly (readonly string[])[]>(
    (sets, name) => sets.flatMap((set) => [set, [...set, name]]),
    [[]],
  );
  return Object.fromEntries(
    sets.map((set) => {
      const has = new Set(set.flatMap((name) => SIGNS_OF[name] ?? []));
      const { runai, kai } = findSchedulers((sign) => has.has(sign));
      const [word] = Object.entries(FOUND).find(([, found]) => found.runai === runai && found.kai === kai) ?? [];
      return [set.toSorted().join('+'), word];
    }),
  );
}

/** What is said of each scheduler that pods can be sent to, by what a cluster has. */
const judgements = (): object =>
  Object.fromEntries(
    Object.values(FLAVOURS).map(({ schedulerName }) => [
      schedulerName,
      Object.fromEntries(
        Object.entries(FOUND).map(([what, found]) => {
          const { severity, sentence } = judgeSchedulers(found, schedulerName);
          return [what, { severity, sentence }];
        }),
      ),
    ]),
  );

/** Any will do, as long as every policy is installed with them. */
const SETTINGS = {
  ...loadSettings(undefined, { flavour: 'kai' }).decision,
  mode: 'enforce',
  unpatchedPods: 'warn',
} as const;

/** What can also be set by itself, under the same name. */
const names = ({ queuePerNodePool: _, queueBeforeProject: __, ...rest }: Vocabulary): Partial<Vocabulary> => rest;

/** The name and spec of a policy, without the namespaces it is about and without the variables that hold settings. */
function constantPart(installed: AdmissionPolicy | undefined, settings: number): object {
  const { metadata, spec } = installed?.policy ?? {};
  const { matchConstraints, variables, ...rest } = spec as V1ValidatingAdmissionPolicySpec;
  const { namespaceSelector: _, ...constraints } = matchConstraints ?? {};
  return {
    name: metadata?.name,
    spec: { ...rest, matchConstraints: constraints, variables: variables?.slice(settings) },
  };
}
