import type { Sample } from '../../cluster-reading/metrics-text.ts';
import { valueIn } from '../../cluster-reading/reading.ts';
import { CATALOGUE } from '../../telemetry/metrics-catalogue.ts';
import type { Finding } from '../finding.ts';
import type { Replica } from '../reading/replica.ts';
import { check } from './check.ts';
import { logsOf, restart } from './commands.ts';

/** A watch that is well is heard of each minute, and one that is quiet for 150 s is begun again. */
const STALE_SECONDS = 300;

export const watches = check({
  id: 'watches',
  about: 'what every replica knows of namespaces, PodDefaults and owners of gangs is up to date and whole',
  needs: ['replicas'],
  find: ({ replicas }, { release }) =>
    release === undefined
      ? []
      : replicas.flatMap((replica): readonly Finding[] => {
          const stale = kindsWhere(replica, CATALOGUE.surroundingsStaleness.name, (value) => value > STALE_SECONDS);
          const unreadable = kindsWhere(replica, CATALOGUE.surroundingsUnreadable.name, (value) => value > 0);
          return [
            ...(stale.length === 0
              ? []
              : [
                  {
                    severity: 'warning' as const,
                    object: `Pod ${replica.name}`,
                    problem: `has heard nothing for more than ${STALE_SECONDS} s of ${stale.join(', ')}`,
                    why: 'it decides by what it knew then: new namespaces and PodDefaults, and projects that changed, do not count',
                    command: `${logsOf(release)}   # then: ${restart(release)}`,
                  },
                ]),
            ...(unreadable.length === 0
              ? []
              : [
                  {
                    severity: 'warning' as const,
                    object: `Pod ${replica.name}`,
                    problem: `cannot read some objects of ${unreadable.join(', ')}`,
                    why: 'pods are decided without them',
                    command: `${logsOf(release)} | grep unreadable   # each is named once`,
                  },
                ]),
          ];
        }),
});

/** The label `kind` of the samples of this name whose value is so. */
export const kindsWhere = ({ metrics }: Replica, name: string, isSo: (value: number) => boolean): readonly string[] =>
  (valueIn(metrics) ?? [])
    .filter((sample: Sample) => sample.name === name && isSo(sample.value))
    .flatMap(({ labels }) => labels['kind'] ?? []);
