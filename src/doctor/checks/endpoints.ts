import type { Release } from '../../cluster-reading/release.ts';
import { counted, type Finding } from '../finding.ts';
import type { EndpointSliceFacts } from '../reading/objects.ts';
import { check } from './check.ts';
import { helmSet, logsOf } from './commands.ts';

/** Whether somebody answers the API server. */
export const endpoints = check({
  id: 'endpoints',
  about: 'the Service of the webhook has ready endpoints, and more than one',
  needs: ['endpointSlices'],
  uses: ['replicas'],
  find({ endpointSlices, replicas = [] }, { settings, release }) {
    if (release === undefined) {
      return [];
    }
    const service = `Service ${release.namespace}/${settings.server.registration.serviceName}`;
    const ready = readyIn(endpointSlices);
    const why = replicas.flatMap(({ name, problems }) =>
      problems.kind === 'read' ? problems.value.map((problem) => `${name}: ${problem}`) : [],
    );
    return ready === 0 ? [nobody(service, why, release)] : judged(ready, service, why, release);
  },
});

const readyIn = (slices: readonly EndpointSliceFacts[]): number =>
  new Set(
    slices.flatMap(({ endpoints }) =>
      (endpoints ?? [])
        // What says nothing counts as ready, as the API of EndpointSlices has it.
        .filter(({ conditions }) => conditions?.ready ?? true)
        .flatMap(({ addresses }) => addresses),
    ),
  ).size;

const nobody = (object: string, why: readonly string[], release: Release): Finding => ({
  severity: 'error',
  object,
  problem: `has no ready endpoint${told(why)}`,
  why: 'nobody answers the API server, so pods pass unpatched, or with failurePolicy: Fail are refused',
  command: `kubectl get pods -n ${release.namespace} -o wide && ${logsOf(release)}`,
});

function judged(ready: number, object: string, why: readonly string[], release: Release): readonly Finding[] {
  if (release.replicas === 1) {
    return [
      {
        severity: 'warning',
        object,
        problem: 'has one replica behind it',
        why: 'while it is away, for an update or with its node, pods pass unpatched, or are refused',
        command: helmSet(release, 'replicas=2'),
      },
    ];
  }
  return ready < release.replicas
    ? [
        {
          severity: 'warning',
          object,
          problem: `has ${counted(ready, 'ready endpoint')}, and ${release.replicas} replicas are wanted${told(why)}`,
          why: 'the next disturbance may leave nobody who answers',
          command: `kubectl get pods -n ${release.namespace} -o wide && ${logsOf(release)}`,
        },
      ]
    : [];
}

const told = (why: readonly string[]): string => (why.length === 0 ? '' : ` (${why.join('; ')})`);
