import { PROGRAM } from '../decision/vocabulary.ts';
import { type AdmissionPolicy, admissionPolicy } from './admission-policy.ts';
import { type NamespaceScope, policyNamespaces } from './namespace-scope.ts';
import {
  QUEUE_IS_NEW,
  QUOTA_VALIDATION,
  QUOTA_VARIABLES,
  type QuotaRuleSettings,
  quotaSettingsVariables,
} from './quota-rule.ts';

/** What an administrator can choose about the policy; the webhook's own settings have all of it. */
export interface QuotaPolicySettings extends NamespaceScope, QuotaRuleSettings {
  /** One value for the webhook's guard and for this one. */
  readonly projectGuard: 'deny' | 'warn' | 'off';
  /** In audit mode everything is decided and nothing is refused. */
  readonly mode: 'enforce' | 'audit';
}

export const QUOTA_POLICY_NAME = `${PROGRAM}-quota`;

/**
 * The quota guard on PodGroups, for the flavour `kai`. KAI's podgrouper takes a workload's queue from the labels of its
 * top owner, which a webhook on pods cannot know: it may be a Job, a CronJob, a Workflow or any custom resource. But
 * every pod that KAI schedules has to have a PodGroup, and that says the queue.
 *
 * @returns the two objects to install, or `undefined` where the guard is off
 */
export function quotaPolicy(settings: QuotaPolicySettings): AdmissionPolicy | undefined {
  const actions = validationActions(settings);
  return (
    actions &&
    admissionPolicy(
      QUOTA_POLICY_NAME,
      {
        // A guard that lets pass what it cannot judge would be none. It runs inside the API server, so there is no
        // outage of ours that it could make worse.
        failurePolicy: 'Fail',
        matchConstraints: {
          matchPolicy: 'Equivalent',
          namespaceSelector: policyNamespaces(settings),
          resourceRules: [
            {
              apiGroups: ['scheduling.run.ai'],
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['podgroups'],
              scope: 'Namespaced',
            },
          ],
        },
        matchConditions: [QUEUE_IS_NEW],
        variables: [...quotaSettingsVariables(settings), ...QUOTA_VARIABLES],
        validations: [QUOTA_VALIDATION],
      },
      actions,
    )
  );
}

/** A warning reaches only whoever creates the PodGroup, which is KAI's podgrouper: the audit log keeps it for people. */
function validationActions({ projectGuard, mode }: QuotaPolicySettings): string[] | undefined {
  if (projectGuard === 'off') {
    return undefined;
  }
  if (mode === 'audit') {
    return ['Audit'];
  }
  return projectGuard === 'deny' ? ['Deny'] : ['Warn', 'Audit'];
}
