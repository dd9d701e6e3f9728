import { type TestedVersions, testedVersions } from './tested-versions.ts';

export const SUPPORT_PAGE = 'docs/support.md';

/** `1.35` of `1.35.4`. */
const minor = (version: string): string => version.split('.').slice(0, 2).join('.');
const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/**
 * The page `docs/support.md`.
 *
 * @throws Error where the page would promise what the tests do not use
 */
export function supportPage(tested: TestedVersions = testedVersions()): string {
  const { kubernetes, chartKubernetes, helm, node, kai } = tested;
  if (minor(kubernetes.oldest) !== chartKubernetes) {
    throw new Error(
      `the chart lets in Kubernetes ${chartKubernetes}, and the oldest that is tested is ${kubernetes.oldest}: ` +
        'change kubeVersion in Chart.yaml, or test/cluster/programs/kubernetes-oldest',
    );
  }
  const promised = node.engines.replace('>=', '');
  if (node.package[0] !== promised) {
    throw new Error(
      `package.json promises Node.js ${node.engines}, and the oldest that CI installs it on is ${node.package[0]}: ` +
        'change engines, or the matrix in .github/workflows/ci.yaml',
    );
  }
  return `# What is supported

<!-- Written by \`make docs\` from the files that the tests take their versions from; do not edit. -->

Supported means: it is tested in every change, or where the table says otherwise as it says there; a fault in it is a bug, and an upgrade within it needs no change of settings.

| What | Supported | Tested on |
|---|---|---|
| Kubernetes | ${chartKubernetes} and newer | ${kubernetes.withNode} with a real node; the API servers of ${kubernetes.oldest}, the oldest, and ${kubernetes.newest}, the newest; versions between and after are expected to work |
| Helm | 3 and 4 | ${list(helm)} |
| Node.js, for the command line, the kubectl plugin and the npm package | ${promised} and newer | ${list(node.package)}: the package is installed, and explains a sample; all tests run on ${node.tests} |
| Node.js, in the image | the one that is in it | that of \`${node.image}\`, by the digest that a release names |
| KAI-Scheduler | what it does since v0.13 | a build of ${kai.month} (\`${kai.commit}\`), by hand: it can be had from no registry that the tests reach, so [they are skipped](real-parts.md#only-where-somebody-provides-them) unless somebody provides it |
| Run:ai | 2.24 and newer; before with [\`containerTarget: reorder\`](coming-from-runai.md) | on none: its scheduler is not public. What is written for it follows its documentation, and a pod of the flavour \`runai\` is the one of \`kai\` under other names |
| Kubeflow Pipelines | 1 and 2 | pipelines of its SDK ${list(tested.pipelinesSdk)}, run by Argo's controller; its API server is [played by the tests](real-parts.md#played-by-the-tests), after ${list(tested.pipelinesSources)} |
| Kubeflow Notebooks, PodDefaults | up to 1.10, and the dashboard 2.0 | the StatefulSet of notebook-controller ${tested.notebookSource}; the programs themselves, of ${tested.kubeflowComponents}, where somebody provides them, as with KAI |
| Kubeflow training operator | 1 | ${tested.trainingOperator} |
| Argo Workflows | 3 | ${tested.argo} |
| KubeRay | 1 | ${tested.kuberay} |
| MLflow Projects | 3 | ${tested.mlflow} |
| Magnus | | ${tested.magnus} |
| cert-manager, where it is used | 1 | ${tested.certManager} |

Every other system in [How it decides](how-it-decides.md#2-what-is-it-and-which-container-does-the-work) is tested by pods as its sources say that it makes them, and not by its controller.

## For how long

* Before 1.0 a fix goes into the next version, and into no older one.
* The oldest Kubernetes and the oldest Node.js change with the second number of the version at least, and [the changelog](../CHANGELOG.md) says so.
* What counts as the interface stands at the top of the changelog.

How a vulnerability is reported: [SECURITY.md](../SECURITY.md).
`;
}
