import type { QuotaPolicySettings } from '../../../src/registration/quota-policy.ts';
import { quotaPolicy } from '../../../src/registration/quota-policy.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { Manifest } from '../api.ts';
import { apply } from '../api.ts';
import { auditEvents } from '../audit-log.ts';
import type { Cluster } from '../control-plane.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { optedIn } from '../own-webhook.ts';
import { waitFor } from '../wait.ts';
import { podGroup } from './pod-group.ts';

/** What the audit log has about the creation of a PodGroup: the failures of policies that are to be audited. */
export async function audited(cluster: Cluster, { metadata }: Manifest): Promise<string[]> {
  const { namespace = '', name = '' } = metadata;
  const [event] = await auditEvents(cluster, namespace, { resource: 'podgroups', name });
  const failures = event?.annotations?.['validation.policy.admission.k8s.io/validation_failure'];
  return failures === undefined ? [] : (JSON.parse(failures) as { message: string }[]).map(({ message }) => message);
}

const probeNamespace = 'quota-probe';
let installed = 0;

/**
 * Installs the policy as the webhook's settings have it, and waits until the API server acts by exactly this one: it
 * learns of policy and binding by watches, one after the other. Each comes with a queue that only it allows.
 *
 * The suite has to write an audit log (`auditFlags`), since in audit mode nothing else tells.
 */
export async function installQuotaPolicy(cluster: Cluster, choices: Partial<QuotaPolicySettings> = {}): Promise<void> {
  installed += 1;
  const mark = `only-policy-${installed}`;
  const { decision } = loadSettings(undefined, { flavour: 'kai', releaseNamespace: 'gpu-fraction-webhook' });
  const settings: QuotaPolicySettings = { mode: 'enforce', ...decision, ...choices };
  const made = quotaPolicy({ ...settings, allowedQueues: [...settings.allowedQueues, mark] });
  if (made === undefined) throw new Error('the guard is off: there is no policy to install');
  // Through JSON, as a file of it would be.
  const { policy, binding } = JSON.parse(JSON.stringify(made)) as { policy: Manifest; binding: Manifest };
  await ensureNamespace(cluster, probeNamespace, {
    labels: { ...optedIn(), [settings.namespaceProjectLabel]: 'probe' },
  });
  await apply(cluster.kubeConfig, policy, binding);
  const wanted = made.binding.spec?.validationActions ?? [];
  await waitFor(`the API server to ${wanted.join(' and ')} by policy ${installed}`, async (saw) => {
    const seen = { marked: await actions(cluster, mark), foreign: await actions(cluster, 'not-of-probe') };
    saw(seen);
    return seen.marked.length === 0 && seen.foreign.join() === wanted.join();
  });
}

async function actions(cluster: Cluster, queue: string): Promise<string[]> {
  const probe = podGroup(probeNamespace, { spec: { queue } });
  const { refused, warnings } = await judge(cluster, probe);
  if (refused !== undefined) return ['Deny'];
  const inLog = await audited(cluster, probe);
  return [...(warnings.length > 0 ? ['Warn'] : []), ...(inLog.length > 0 ? ['Audit'] : [])];
}
