import type { Finding } from '../finding.ts';
import { contextOf, inScope } from '../scope.ts';
import { check } from './check.ts';

/** Opted in, and of nobody. */
export const namespaceProject = check({
  id: 'namespace-project',
  about: 'every namespace that opted in belongs to a project',
  needs: ['namespaces'],
  find: ({ namespaces }, { settings: { decision } }) =>
    inScope(namespaces, decision)
      .filter((facts) => contextOf(facts, decision).project === undefined)
      .map(
        ({ name }): Finding => ({
          severity: 'warning',
          object: `Namespace ${name}`,
          problem: `has opted in, and belongs to no project (label ${decision.namespaceProjectLabel})`,
          why: 'a pod that names no project itself is left alone or ends in a default queue, and no quota guard protects other teams',
          command: `kubectl label namespace ${name} ${decision.namespaceProjectLabel}=PROJECT`,
        }),
      ),
});
