import type { QueueFacts } from '../../cluster-reading/shapes.ts';
import type { Finding } from '../finding.ts';
import { contextOf, inScope } from '../scope.ts';
import { check } from './check.ts';
import { Queues } from './queues.ts';

/**
 * KAI starts what it may not preempt (notebooks, and all else of priority 100 and above) only within the quota, of its
 * queue and of every queue above (its `proportion` plugin). A quota that is not there counts as 0, and -1 is no limit.
 */
export const queueQuota = check({
  id: 'queue-quota',
  about:
    'the queues of namespaces that opted in, and those above them, have a quota of GPU, CPU and memory, without which no notebook starts',
  needs: ['namespaces', 'queues'],
  find({ namespaces, queues: all }, { settings: { decision } }) {
    const queues = new Queues(all);
    const projects = new Set(
      inScope(namespaces, decision).flatMap((facts) => contextOf(facts, decision).project?.value ?? []),
    );
    const used = new Set(
      [...projects].flatMap((project) =>
        queues.ofProject(project).flatMap(({ metadata }) => queues.upwards(metadata.name)),
      ),
    );
    return [...used].flatMap((queue): readonly Finding[] => {
      const lacking = RESOURCES.filter((resource) => quotaOf(queue, resource) === 0);
      const name = queue.metadata.name;
      return lacking.length === 0
        ? []
        : [
            {
              severity: 'warning',
              object: `Queue ${name}`,
              problem: `has no quota of ${lacking.join(', ')}`,
              why: 'what is not preempted, such as notebooks, is never started over quota: it waits for ever, also on an empty cluster',
              command: `kubectl patch queues.scheduling.run.ai ${name} --type merge -p '${patchOf(lacking)}'   # -1 is no limit`,
            },
          ];
    });
  },
});

const RESOURCES = ['gpu', 'cpu', 'memory'] as const;

type Resource = (typeof RESOURCES)[number];

const quotaOf = ({ spec }: QueueFacts, resource: Resource): number => spec?.resources?.[resource]?.quota ?? 0;

const patchOf = (lacking: readonly Resource[]): string =>
  JSON.stringify({ spec: { resources: Object.fromEntries(lacking.map((resource) => [resource, { quota: -1 }])) } });
