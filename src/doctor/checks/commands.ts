import { type Release, releaseLabels } from '../../cluster-reading/release.ts';
import { PROGRAM } from '../../decision/vocabulary.ts';

/** Changes values of the release, and keeps those that it has. */
export const helmSet = (release: Release | undefined, ...values: readonly string[]): string =>
  [
    `helm upgrade ${release?.instance ?? PROGRAM} charts/${PROGRAM} --namespace ${release?.namespace ?? PROGRAM}`,
    '--reset-then-reuse-values',
    ...values.map((value) => `--set ${value}`),
  ].join(' ');

export const restart = ({ namespace, deployment }: Release): string =>
  `kubectl rollout restart -n ${namespace} deployment/${deployment}`;

export const logsOf = ({ namespace, instance }: Release): string =>
  `kubectl logs -n ${namespace} -l ${releaseLabels(instance)} --tail=-1`;
