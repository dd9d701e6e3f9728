import type { PodJson } from '../decision/pod/pod.ts';
import { PROGRAM, RUNAI_GPU_FRACTION, RUNAI_PROJECT } from '../decision/vocabulary.ts';

/** What a dry run is made of, and what it is about. */
export interface ProbePod {
  readonly name: 'asking' | 'plain' | 'invalid';
  readonly title: string;
  readonly pod: PodJson & { readonly apiVersion: 'v1'; readonly kind: 'Pod' };
}

/** Pods that say together whether the webhook works: one to change, one to leave alone, one to refuse. */
export function probePods(namespace: string, project: string): readonly ProbePod[] {
  const pod = (name: ProbePod['name'], title: string, env: Readonly<Record<string, string>>): ProbePod => ({
    name,
    title,
    pod: podWith(`${PROGRAM}-${name}`, namespace, env),
  });
  return [
    pod('asking', `a pod with ${RUNAI_PROJECT} and ${RUNAI_GPU_FRACTION}=0.5`, {
      [RUNAI_PROJECT]: project,
      [RUNAI_GPU_FRACTION]: '0.5',
    }),
    pod('plain', 'a pod that asks for nothing', {}),
    pod('invalid', `a pod with ${RUNAI_GPU_FRACTION}=1.5, which is no amount`, {
      [RUNAI_PROJECT]: project,
      [RUNAI_GPU_FRACTION]: '1.5',
    }),
  ];
}

/** Passes the restricted Pod Security Standard, and a ResourceQuota that wants requests and limits. Never runs. */
function podWith(name: string, namespace: string, env: Readonly<Record<string, string>>): ProbePod['pod'] {
  const container = {
    name: 'main',
    image: PROGRAM,
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    resources: { requests: SMALL, limits: SMALL },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
  const spec = {
    automountServiceAccountToken: false,
    // No user: OpenShift assigns one, and refuses another.
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  const metadata = { name, namespace, labels: { 'app.kubernetes.io/name': name } };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec };
}

const SMALL = { cpu: '10m', memory: '16Mi' } as const;
