import type { Finding, Severity } from '../finding.ts';
import { someOf } from '../finding.ts';
import { contextOf, inScope } from '../scope.ts';
import { check } from './check.ts';
import { Queues } from './queues.ts';

/** A queue that does not exist is no error to KAI: its pods wait. */
export const namespaceQueue = check({
  id: 'namespace-queue',
  about: 'the queue of every namespace that opted in exists, is a leaf, and has a parent',
  needs: ['namespaces', 'queues'],
  find({ namespaces, queues: all }, { settings: { decision } }) {
    const queues = new Queues(all);
    return inScope(namespaces, decision).flatMap((facts): readonly Finding[] => {
      const project = contextOf(facts, decision).project?.value;
      const found = project === undefined ? undefined : problemOf(project, queues, decision.queueBeforeProject);
      return found === undefined
        ? []
        : [
            {
              severity: found.severity,
              object: `Namespace ${facts.name}`,
              problem: `belongs to project ${project}, ${found.problem}`,
              alike: found.problem,
              why: 'nothing refuses its pods, and they wait for ever',
              command: `kubectl get queues.scheduling.run.ai   # then: kubectl label namespace ${facts.name} --overwrite ${decision.namespaceProjectLabel}=PROJECT, or make the queue`,
            },
          ];
    });
  },
});

interface Problem {
  readonly severity: Severity;
  readonly problem: string;
}

/** Run:ai names the queues of its projects itself, so there only that there is none at all tells something. */
function problemOf(project: string, queues: Queues, isByName: boolean): Problem | undefined {
  const queue = queues.get(project);
  const ofPools = queues.ofProject(project).map(({ metadata }) => metadata.name);
  if (queue === undefined) {
    if (ofPools.length === 0) {
      return { severity: 'error', problem: 'and there is no such queue' };
    }
    return isByName
      ? {
          severity: 'warning',
          problem: `and there is no such queue for pods that name no node pool; there are ${someOf(ofPools)}`,
        }
      : undefined;
  }
  if (!isByName) {
    return undefined;
  }
  if (!queues.isLeaf(project)) {
    return { severity: 'error', problem: 'whose queue is a parent of others, and KAI takes pods only into leaves' };
  }
  const parent = queue.spec?.parentQueue;
  return parent && queues.get(parent) === undefined
    ? { severity: 'error', problem: `whose queue names the parent ${parent}, which does not exist` }
    : undefined;
}
