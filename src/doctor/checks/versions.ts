import type { DeploymentFacts } from '../../cluster-reading/shapes.ts';
import { FLAVOURS } from '../../settings/flavours.ts';
import type { Finding } from '../finding.ts';
import { TESTED_VERSIONS, type TestedRange } from '../tested-versions.ts';
import { type Context, check } from './check.ts';

/** A product, and the Deployment whose image tells its version. */
interface Component {
  readonly product: string;
  readonly deployments: readonly string[];
  readonly tested: TestedRange;
  readonly isOf?: keyof typeof FLAVOURS;
}

const COMPONENTS: readonly Component[] = [
  { product: 'KAI-Scheduler', deployments: ['kai-operator'], tested: TESTED_VERSIONS.kai, isOf: 'kai' },
  { product: 'Run:ai', deployments: ['runai-operator'], tested: TESTED_VERSIONS.runai, isOf: 'runai' },
  {
    product: 'Kubeflow Notebooks',
    deployments: ['notebook-controller-deployment'],
    tested: TESTED_VERSIONS.notebooks,
  },
  {
    product: 'Kubeflow training operator',
    deployments: ['training-operator'],
    tested: TESTED_VERSIONS.trainingOperator,
  },
  { product: 'KubeRay', deployments: ['kuberay-operator'], tested: TESTED_VERSIONS.kuberay },
  { product: 'Argo Workflows', deployments: ['workflow-controller'], tested: TESTED_VERSIONS.argo },
];

export const versions = check({
  id: 'versions',
  about: 'Kubernetes, KAI, Run:ai, Kubeflow, KubeRay and Argo have versions that this one was tested with',
  needs: ['kubernetes'],
  uses: ['deployments'],
  find: ({ kubernetes, deployments = [] }, context) => [
    ...judged('Kubernetes', 'the API server', kubernetes, TESTED_VERSIONS.kubernetes),
    ...COMPONENTS.filter(({ isOf }) => isOf === undefined || isUsed(isOf, context)).flatMap(
      ({ product, deployments: names, tested }) =>
        deployments
          .filter(({ metadata }) => names.includes(metadata.name))
          .flatMap((deployment) =>
            judged(
              product,
              `Deployment ${deployment.metadata.namespace}/${deployment.metadata.name}`,
              tagOf(deployment),
              tested,
            ),
          ),
    ),
  ],
});

/** Run:ai 3.0 brings KAI along, in a version of its own. */
const isUsed = (flavour: keyof typeof FLAVOURS, { settings }: Context): boolean =>
  settings.decision.schedulerName === FLAVOURS[flavour].schedulerName;

/** The tag of the first container's image; empty where it is named by digest alone. */
const tagOf = ({ spec }: DeploymentFacts): string =>
  /:([^:/@]+)(@.*)?$/.exec(spec.template.spec.containers[0]?.image ?? '')?.[1] ?? '';

function judged(product: string, where: string, version: string, { oldest, newest }: TestedRange): readonly Finding[] {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) {
    return [];
  }
  const found = `${major}.${minor}`;
  const isOld = compare(found, oldest) < 0;
  if (!isOld && compare(found, newest) <= 0) {
    return [];
  }
  return [
    {
      severity: isOld ? 'warning' : 'info',
      object: `${product} ${version}`,
      problem: isOld
        ? `(${where}) is older than ${oldest}, the oldest that is supported`
        : `(${where}) is newer than ${newest}, the newest that this version was tested with`,
      why: isOld
        ? 'labels and annotations that this webhook writes may not be read there: docs/support.md'
        : 'it is expected to work, and was not tried: docs/support.md',
      command: 'kubectl gpu-fraction verify --namespace NAME   # tries it, by dry runs',
    },
  ];
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
