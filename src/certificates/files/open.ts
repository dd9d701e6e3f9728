import type { ClusterAccess } from '../../cluster/access.ts';
import { ApiServerClock } from '../../cluster/clock.ts';
import { ObjectClient } from '../../cluster/objects.ts';
import { kubernetesRegistration } from '../trust/kubernetes.ts';
import type { TrustObserver } from '../trust/observer.ts';
import type { TrustTiming } from '../trust/timing.ts';
import { type BundleDuty, TrustedFileSource } from './trusted-source.ts';

const SECOND_MILLIS = 1000;
const MINUTE_MILLIS = 60 * SECOND_MILLIS;

const TIMING: TrustTiming = {
  pollMillis: 10 * SECOND_MILLIS,
  settleMillis: MINUTE_MILLIS,
  retireMillis: 10 * MINUTE_MILLIS,
  // The kubelets bring a changed Secret within two minutes; a day is left for a node that is in trouble.
  foreignMillis: 24 * 60 * MINUTE_MILLIS,
};

export interface TrustedFileSettings {
  readonly folder: string;
  readonly webhookConfiguration: string;
  readonly duty: BundleDuty;
  readonly timing?: TrustTiming | undefined;
}

/** The source with everything that it needs of the cluster around it. */
export function openTrustedFileSource(
  { folder, webhookConfiguration, duty, timing = TIMING }: TrustedFileSettings,
  access: ClusterAccess,
  observer: TrustObserver,
): TrustedFileSource {
  const clock = new ApiServerClock();
  const client = new ObjectClient(access, clock);
  return new TrustedFileSource({
    folder,
    registration: kubernetesRegistration(client, webhookConfiguration),
    duty,
    observer,
    timing,
    now: clock.now,
  });
}
