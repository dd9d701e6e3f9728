import type { Advisory } from './audit.ts';

/** Advisories that do not concern what is done here, each with the reason why not. */
export const ACCEPTED_ADVISORIES: Readonly<Record<string, string>> = {};

/** From this on also a tool is not used further. */
const GRAVE: ReadonlySet<Advisory['severity']> = new Set(['high', 'critical']);

/**
 * What has to be done about advisories, a sentence for each.
 *
 * @param inTheBundle folders of packages of which something is in the bundle
 */
export function advisoryFaults(
  advisories: readonly Advisory[],
  inTheBundle: ReadonlySet<string>,
  accepted: Readonly<Record<string, string>> = ACCEPTED_ADVISORIES,
): readonly string[] {
  const faults = advisories.flatMap(({ id, title, severity, package: name, folders }) => {
    const bundled = folders.some((folder) => inTheBundle.has(folder));
    return accepted[id] !== undefined || !(bundled || GRAVE.has(severity))
      ? []
      : [
          `${name}, ${bundled ? 'in the bundle' : 'a tool'}: ${title} (${id}, ${severity}); take a version without it, ` +
            'or accept it with a reason in scripts/dependencies/advisories.ts',
        ];
  });
  const reported = new Set(advisories.map(({ id }) => id));
  const outlived = Object.keys(accepted).filter((id) => !reported.has(id));
  return [
    ...faults,
    ...outlived.map(
      (id) => `${id} is accepted in scripts/dependencies/advisories.ts and no longer reported: remove it`,
    ),
  ];
}
