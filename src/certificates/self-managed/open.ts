import type { ClusterAccess } from '../../cluster/access.ts';
import { ApiServerClock } from '../../cluster/clock.ts';
import { ObjectClient } from '../../cluster/objects.ts';
import type { ServerSettings } from '../../settings/settings.ts';
import { kubernetesRegistration } from '../trust/kubernetes.ts';
import { kubernetesSecret } from './kubernetes.ts';
import type { SelfManagedObserver } from './observer.ts';
import { SelfManagedSource } from './source.ts';

type Settings = Pick<ServerSettings, 'registration' | 'selfManaged'> & { readonly releaseNamespace: string };

/** The source with everything that it needs of the cluster around it. */
export function openSelfManagedSource(
  { releaseNamespace, registration, selfManaged }: Settings,
  access: ClusterAccess,
  observer: SelfManagedObserver,
): SelfManagedSource {
  const { secretName, secretNamespace = releaseNamespace, authoritySeconds, leafSeconds } = selfManaged;
  const clock = new ApiServerClock();
  const client = new ObjectClient(access, clock);
  return new SelfManagedSource({
    secrets: kubernetesSecret(client, { namespace: secretNamespace, name: secretName }),
    registration: kubernetesRegistration(client, registration.webhookConfiguration),
    observer,
    names: serviceNames(registration.serviceName, releaseNamespace),
    lifetimes: {
      authorityMillis: authoritySeconds * 1000,
      leafMillis: leafSeconds * 1000,
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
