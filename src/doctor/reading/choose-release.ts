import { ClusterError } from '../../cluster/api-error.ts';
import { nameOf } from '../../cluster/names.ts';
import { strange } from '../../cluster/unusable.ts';
import type { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { mapReading, type Reading, valueIn, whyNot } from '../../cluster-reading/reading.ts';
import { findReleases, type Release, type ReleaseChoice } from '../../cluster-reading/release.ts';
import {
  type RegisteredService,
  registeredAmong,
  registeredServices,
  type WebhookConfigurationFacts,
} from '../../cluster-reading/webhook-configurations.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';
import { someOf } from '../finding.ts';

export interface ReleaseFound {
  readonly release: Release | undefined;
  /** On what was not taken for it. */
  readonly notes: readonly string[];
}

/**
 * The release that is named, or registered. Without a registration, or without the permission to read any, it is the first
 * that looks like one.
 *
 * @throws ClusterError where it is not clear which one is meant
 */
export async function chooseRelease(
  reader: ObjectReader,
  choice: ReleaseChoice,
  mutating: Reading<readonly WebhookConfigurationFacts[]>,
): Promise<ReleaseFound> {
  const candidates = await candidatesFor(reader, choice);
  const registered = mapReading(mutating, registeredServices);
  const services = valueIn(registered) ?? [];
  const own = registeredAmong(candidates, services, keyOf);
  if (own.length > 1) {
    throw new ClusterError(
      `there are ${own.length} releases of ${PROGRAM}: choose one of ${own.map(flagsOf).join(', ')}`,
    );
  }
  const isNamed = choice.namespace !== undefined || choice.name !== undefined;
  if (own.length === 0 && services.length > 0 && !isNamed) {
    return { release: undefined, notes: notTaken(candidates, services) };
  }
  const [release] = [...own, ...candidates.filter(isByDefault), ...candidates];
  const others = candidates.filter((one) => one !== release);
  return { release, notes: own.length > 0 ? notTaken(others, services) : guessed(release, others, registered) };
}

async function candidatesFor(reader: ObjectReader, choice: ReleaseChoice): Promise<readonly Release[]> {
  const { namespace, name } = choice;
  const found = await findReleases(reader, {
    namespace: namespace === undefined ? undefined : nameOf('namespace', namespace),
    name: name === undefined ? undefined : nameOf('release', name),
  });
  if (found.kind === 'failed') {
    throw strange(reader.client.server, whyNot(found));
  }
  if (found.kind !== 'read') {
    throw new ClusterError(
      namespace === undefined
        ? `the release cannot be looked for in all namespaces: doctor ${whyNot(found)}; ask for it, or name the release's namespace with --namespace`
        : `the release cannot be looked for in namespace ${namespace}: doctor ${whyNot(found)}; ask for it`,
    );
  }
  if (found.value.length === 0 && (namespace !== undefined || name !== undefined)) {
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
    throw new ClusterError(
      `there is no release ${name === undefined ? `of ${PROGRAM}` : name}${where}: leave out --namespace and --release to have it looked for`,
    );
  }
  return found.value;
}

/** The chart gives all objects of a release one name. */
const keyOf = ({ namespace, deployment }: Release) => ({ namespace, name: deployment });

const isByDefault = ({ namespace }: Release): boolean => namespace === PROGRAM;

const flagsOf = ({ namespace, instance }: Release): string => `--namespace ${namespace} --release ${instance}`;

const titlesOf = (releases: readonly Release[]): string =>
  someOf(releases.map(({ namespace, deployment }) => `${namespace}/${deployment}`));

function notTaken(others: readonly Release[], services: readonly RegisteredService[]): readonly string[] {
  const where = services.map(
    ({ configuration, namespace }) => `MutatingWebhookConfiguration ${configuration} points to namespace ${namespace}`,
  );
  return others.length === 0
    ? []
    : [
        `not taken for the release, though labelled so: Deployment ${titlesOf(others)}; ${where.join(', ')} (--namespace and --release choose another)`,
      ];
}

function guessed(
  release: Release | undefined,
  others: readonly Release[],
  registered: Reading<readonly RegisteredService[]>,
): readonly string[] {
  const why =
    registered.kind === 'read'
      ? 'no MutatingWebhookConfiguration tells which one counts'
      : `which one is registered is not known: doctor ${whyNot(registered)}`;
  return release === undefined || others.length === 0
    ? []
    : [
        `there are ${others.length + 1} Deployments that look like a release, and ${why}; taken is ${keyOf(release).namespace}/${release.deployment}, others are ${others.map(flagsOf).join(', ')}`,
      ];
}
