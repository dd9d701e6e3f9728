import { ClusterError } from '../../cluster/api-error.ts';
import { nameOf } from '../../cluster/names.ts';
import type { ObjectReader } from '../../cluster-reading/object-reader.ts';
import { whyNot } from '../../cluster-reading/reading.ts';
import { findReleases, type Release, type ReleaseChoice } from '../../cluster-reading/release.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';

/** @throws ClusterError where it is not clear which one is meant */
export async function chooseRelease(reader: ObjectReader, choice: ReleaseChoice): Promise<Release | undefined> {
  const { namespace, name } = choice;
  const found = await findReleases(reader, {
    namespace: namespace === undefined ? undefined : nameOf('namespace', namespace),
    name: name === undefined ? undefined : nameOf('release', name),
  });
  if (found.kind === 'failed') {
    throw new ClusterError(
      `${whyNot(found)}: see whether ${reader.client.server} is an API server, or choose another --context`,
    );
  }
  if (found.kind !== 'read') {
    throw new ClusterError(
      choice.namespace === undefined
        ? `the release cannot be looked for in all namespaces: doctor ${whyNot(found)}; ask for it, or name the release's namespace with --namespace`
        : `the release cannot be looked for in namespace ${choice.namespace}: doctor ${whyNot(found)}; ask for it`,
    );
  }
  const [first, ...more] = found.value;
  if (more.length > 0) {
    const names = found.value.map(({ namespace, instance }) => `--namespace ${namespace} --release ${instance}`);
    throw new ClusterError(`there are ${found.value.length} releases of ${PROGRAM}: choose one of ${names.join(', ')}`);
  }
  if (first === undefined && (choice.namespace !== undefined || choice.name !== undefined)) {
    const where = choice.namespace === undefined ? '' : ` in namespace ${choice.namespace}`;
    throw new ClusterError(
      `there is no release ${choice.name === undefined ? `of ${PROGRAM}` : choice.name}${where}: leave out --namespace and --release to have it looked for`,
    );
  }
  return first;
}
