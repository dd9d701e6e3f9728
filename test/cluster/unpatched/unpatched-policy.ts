import type { UnpatchedPolicySettings } from '../../../src/registration/unpatched-policy.ts';
import { unpatchedPolicy } from '../../../src/registration/unpatched-policy.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { Manifest } from '../api.ts';
import { apply } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { judge } from '../judgement.ts';
import { ensureNamespace } from '../namespaces.ts';
import { waitFor } from '../wait.ts';

const probeNamespace = 'unpatched-probe';
let installed = 0;

/** A pod of as little as the API server takes, which asks for half a GPU. */
export function asking(namespace: string, metadata: object = {}, spec: object = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'asking', namespace, annotations: { 'gpu-fraction': '0.5' }, ...metadata },
    spec: { containers: [{ name: 'main', image: 'example.com/none' }], ...spec },
  };
}

/**
 * Installs the policy as the webhook's settings have it, and waits until the API server acts by exactly this one: it
 * learns of policy and binding by watches, one after the other. Unless told, each names a scheduler that no other one does.
 */
export async function installUnpatchedPolicy(
  cluster: Cluster,
  choices: Partial<UnpatchedPolicySettings> = {},
): Promise<void> {
  installed += 1;
  const { decision } = loadSettings(undefined, { releaseNamespace: 'gpu-fraction-webhook' });
  const { schedulerName = `scheduler-${installed}` } = choices;
  const made = unpatchedPolicy({ unpatchedPods: 'deny', mode: 'enforce', ...decision, ...choices, schedulerName });
  if (made === undefined) throw new Error('there is no policy to install');
  // Through JSON, as a file of it would be.
  const { policy, binding } = JSON.parse(JSON.stringify(made)) as { policy: Manifest; binding: Manifest };
  await ensureNamespace(cluster, probeNamespace, { labels: { 'runai-injection': 'enabled' } });
  await apply(cluster.kubeConfig, policy, binding);
  const isDenied = made.binding.spec?.validationActions?.includes('Deny') === true;
  await waitFor(`the API server to act by policy ${installed}`, async (saw) => {
    const { refused, warnings } = await judge(cluster, asking(probeNamespace));
    saw({ refused, warnings });
    const isAsWanted = isDenied === (refused !== undefined);
    return (
      isAsWanted && [refused?.message, ...warnings].some((text) => text?.includes(`: scheduler ${schedulerName} `))
    );
  });
}

/** Whether it was this policy that refused an object. */
export const isByPolicy = (refused: Error | undefined): boolean =>
  refused?.message.includes("ValidatingAdmissionPolicy 'gpu-fraction-webhook-unpatched'") === true;
