import type { ClusterAccess } from '../../cluster/access.ts';
import { ApiServerClock } from '../../cluster/clock.ts';
import { ObjectClient } from '../../cluster/objects.ts';
import type { ServerSettings } from '../../settings/settings.ts';
import { kubernetesRegistration } from '../trust/kubernetes.ts';
import { kubernetesSecret } from './kubernetes.ts';
import type { SelfManagedObserver } from './observer.ts';
import { SelfManagedSource } from './source.ts';

type Settings = ServerSettings['selfManaged'] & { readonly releaseNamespace: string };

/** The source with everything that it needs of the cluster around it. */
export function openSelfManagedSource(
  settings: Settings,
  access: ClusterAccess,
  observer: SelfManagedObserver,
): SelfManagedSource {
  const { releaseNamespace, serviceName, secretName, secretNamespace = releaseNamespace } = settings;
  const clock = new ApiServerClock();
  const client = new ObjectClient(access, clock);
  return new SelfManagedSource({
    secrets: kubernetesSecret(client, { namespace: secretNamespace, name: secretName }),
    registration: kubernetesRegistration(client, settings.webhookConfiguration),
    observer,
    names: serviceNames(serviceName, releaseNamespace),
    lifetimes: {
      authorityMillis: settings.authoritySeconds * 1000,
      leafMillis: settings.leafSeconds * 1000,
    },
    now: clock.now,
  });
}

/** The API server calls the first of these; the others are for people inside the cluster. */
const serviceNames = (service: string, namespace: string): readonly string[] => [
  `${service}.${namespace}.svc`,
  `${service}.${namespace}.svc.cluster.local`,
  `${service}.${namespace}`,
];
