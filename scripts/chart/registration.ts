import type { V1ValidatingAdmissionPolicySpec } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import type { AdmissionPolicy } from '../../src/registration/admission-policy.ts';
import { EARLIER, LATER, REMEDY } from '../../src/registration/configuration-order.ts';
import { quotaPolicy } from '../../src/registration/quota-policy.ts';
import { quotaSettingsVariables } from '../../src/registration/quota-rule.ts';
import { unpatchedPolicy } from '../../src/registration/unpatched-policy.ts';
import { unpatchedSettingsVariables } from '../../src/registration/unpatched-rule.ts';
import { FLAVOURS, type Vocabulary } from '../../src/settings/flavours.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { judgeSchedulers, QUEUE, SIGNS } from '../../src/settings/scheduler-fit.ts';

/**
 * What the chart's templates take from the program's sources: the flavours' names, how to tell which scheduler is there, the
 * order of configurations, and the admission policies but for what depends on values. So no expression stands in a template.
 */
export function registrationFile(): string {
  const content = {
    flavours: Object.fromEntries(Object.entries(FLAVOURS).map(([name, vocabulary]) => [name, names(vocabulary)])),
    schedulers: { signs: { ...SIGNS, queue: [QUEUE] }, judgements: judgements() },
    configurationOrder: { earlier: EARLIER, later: LATER, remedy: REMEDY },
    policies: {
      quota: constantPart(quotaPolicy(SETTINGS), quotaSettingsVariables(SETTINGS).length),
      unpatched: constantPart(unpatchedPolicy(SETTINGS), unpatchedSettingsVariables(SETTINGS).length),
    },
  };
  return `# Written by \`make docs\` from src/registration/ and src/settings/flavours.ts; do not edit.\n${stringify(content, { lineWidth: 0 })}`;
}

/** What is said of each scheduler that pods can be sent to, by what a cluster has. */
function judgements(): object {
  const found = {
    none: { runai: false, kai: false },
    runai: { runai: true, kai: false },
    kai: { runai: false, kai: true },
    both: { runai: true, kai: true },
  };
  return Object.fromEntries(
    Object.values(FLAVOURS).map(({ schedulerName }) => [
      schedulerName,
      Object.fromEntries(
        Object.entries(found).map(([what, schedulers]) => {
          const { severity, sentence } = judgeSchedulers(schedulers, schedulerName);
          return [what, { severity, sentence }];
        }),
      ),
    ]),
  );
}

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
