import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { requiredVersion } from '../../test/cluster/go-build.ts';
import { CHART } from '../chart/files.ts';

/** Versions as the tests use them, read from the files that bring them: nobody has to keep a second list. */
export interface TestedVersions {
  readonly kubernetes: { readonly oldest: string; readonly withNode: string; readonly newest: string };
  /** The oldest that the chart lets in, as `1.30`. */
  readonly chartKubernetes: string;
  readonly helm: readonly string[];
  readonly node: {
    /** What package.json promises. */
    readonly engines: string;
    /** On which CI installs the package. */
    readonly package: readonly string[];
    /** On which all tests run. */
    readonly tests: string;
    /** From which image a build takes it. */
    readonly image: string;
  };
  /** Commit and month, of the programs that somebody has to provide. */
  readonly kai: { readonly commit: string; readonly month: string };
  readonly kubeflowComponents: string;
  readonly notebookSource: string;
  readonly pipelinesSdk: readonly string[];
  /** Whose API server the tests play, and from which sources. */
  readonly pipelinesSources: readonly string[];
  readonly trainingOperator: string;
  readonly argo: string;
  readonly kuberay: string;
  readonly certManager: string;
  readonly mlflow: string;
  readonly magnus: string;
}

const read = (file: string): string => readFileSync(file, 'utf8');

/** The words in a file that this expression takes. */
function inFile(file: string, expression: RegExp): readonly string[] {
  const found = expression.exec(read(file))?.slice(1);
  if (found === undefined) {
    throw new Error(
      `${file} has nothing like ${expression}: it says which version is tested, see scripts/docs/tested-versions.ts`,
    );
  }
  return found;
}

const one = (file: string, expression: RegExp): string => inFile(file, expression)[0] ?? '';
const module = (folder: string, path: string): string => requiredVersion(folder, path).replace(/^v/, '');
const python = (file: string, name: string): string =>
  one(`test/cluster/python/${file}.txt`, new RegExp(`^${name}==(\\S+)$`, 'm'));

export function testedVersions(): TestedVersions {
  const { matrix } = (
    parse(read('.github/workflows/ci.yaml')) as { jobs: { package: { strategy: { matrix: { node: string[] } } } } }
  ).jobs.package.strategy;
  const [month = '', commit = ''] = inFile('docs/real-parts.md', /with KAI of (\w+ \d{4}) \(`([0-9a-f]{8})`\)/);
  return {
    kubernetes: {
      oldest: module('kubernetes-oldest', 'k8s.io/kubernetes'),
      withNode: module('kubernetes', 'k8s.io/kubernetes'),
      newest: module('kubernetes-newest', 'k8s.io/kubernetes'),
    },
    chartKubernetes: one(`${CHART}/Chart.yaml`, /^kubeVersion: ">=(\d+\.\d+)\.0-0"$/m),
    helm: [module('helm3', 'helm.sh/helm/v3'), module('helm4', 'helm.sh/helm/v4')],
    node: {
      engines: manifest.engines.node,
      package: matrix.node,
      tests: manifest.devDependencies.node,
      image: one('Dockerfile', /^ARG BASE_IMAGE=(.+)$/m),
    },
    kai: { commit, month },
    kubeflowComponents: one('docs/real-parts.md', /Kubeflow's \(tag v([\d.]+)\)/),
    notebookSource: one('test/cluster/systems/notebook.ts', /kubeflow\/kubeflow v([\d.]+\d)/),
    pipelinesSdk: [python('pipelines-v1', 'kfp'), python('pipelines-v2', 'kfp')],
    pipelinesSources: ['v1', 'v2'].map((kind) =>
      one(`test/cluster/systems/kfp-${kind}.ts`, /kubeflow\/pipelines ([\d.]+\d)/),
    ),
    trainingOperator: module('training-operator', 'github.com/kubeflow/training-operator'),
    argo: module('argo', 'github.com/argoproj/argo-workflows/v3'),
    kuberay: module('kuberay', 'github.com/ray-project/kuberay/ray-operator'),
    certManager: module('cert-manager', 'github.com/cert-manager/cert-manager'),
    mlflow: python('pipelines-v2', 'mlflow-skinny'),
    magnus: python('pipelines-v1', 'magnus'),
  };
}
