import { ruleOf } from '../../cluster/permissions.ts';
import { KUBEFLOW } from '../../manifests/kubernetes-kinds.ts';
import { SURROUNDING_KINDS } from '../../surroundings/store.ts';
import { CATALOGUE } from '../../telemetry/metrics-catalogue.ts';
import type { Finding } from '../finding.ts';
import { check } from './check.ts';
import { kindsWhere } from './watches.ts';

/** What the webhook may not read, as its replicas say themselves: no rule of RBAC has to be understood for it. */
export const permissions = check({
  id: 'permissions',
  about: "the webhook's service account may list and watch what it has to know",
  needs: ['replicas'],
  find({ replicas }, { release }) {
    const kinds = new Set(
      replicas.flatMap((replica) => kindsWhere(replica, CATALOGUE.surroundingsForbidden.name, (value) => value > 0)),
    );
    return [...kinds].map((kind): Finding => {
      const group = SURROUNDING_KINDS.find((one) => one.kind === kind)?.group ?? KUBEFLOW;
      const resource = `${kind.toLowerCase()}s`;
      return {
        severity: 'warning',
        object: `ServiceAccount ${release?.namespace}/${release?.serviceAccount}`,
        problem: `may not list and watch ${resource}${group === '' ? '' : `.${group}`}`,
        why: 'pods are decided without them: docs/permissions.md says what that means',
        command: `kubectl edit clusterrole ${release?.serviceAccount}   # add ${ruleOf({ verb: 'list', group, resource }).replace('[list]', '[list, watch]')}`,
      };
    });
  },
});
