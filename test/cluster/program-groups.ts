/** A set of programs that one Go module (a folder of programs/) can build, and the CRDs they need. */
export interface ProgramGroup {
  /** Program name to Go package. Without `build`, no module builds it: it has to be given ready-made. */
  programs: Record<string, string | undefined>;
  build?: {
    /** The required module whose version the programs should report. */
    module: string;
    /** String variables that the project's own build sets to its version: package path and name. */
    versionVariables?: (version: string) => Record<string, string>;
    /** Folder of CRD manifests inside that module. */
    crds?: string;
  };
  /** For a group that has no `build`: why, for the message of a skipped test. */
  readyMadeOnly?: string;
}

const noModule =
  'no pinned build exists, because its module could not be fetched from the Go module proxy when this was written';

export const programGroups = {
  etcd: {
    programs: { etcd: '.' },
    build: { module: 'go.etcd.io/etcd/server/v3' },
  },
  kubernetes: {
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
    },
    build: {
      module: 'k8s.io/kubernetes',
      // The same variables twice: the server reads the first, client-go's user agent the second.
      versionVariables: (version) =>
        Object.fromEntries(
          ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
            [`${path}.gitVersion`, version],
            [`${path}.gitMajor`, version.split('.')[0]?.replace('v', '') ?? ''],
            [`${path}.gitMinor`, version.split('.')[1] ?? ''],
            [`${path}.gitTreeState`, 'clean'],
          ]),
        ),
    },
  },
  argo: {
    programs: { 'workflow-controller': 'github.com/argoproj/argo-workflows/v3/cmd/workflow-controller' },
    build: {
      module: 'github.com/argoproj/argo-workflows/v3',
      // Also the tag of the argoexec image that the controller puts into pods.
      versionVariables: (version) => ({ 'github.com/argoproj/argo-workflows/v3.version': version }),
      // Those that Kubeflow Pipelines ships; the full ones take the API server 20 seconds to digest.
      crds: 'manifests/base/crds/minimal',
    },
  },
  kuberay: {
    programs: { 'ray-operator': 'github.com/ray-project/kuberay/ray-operator' },
    build: { module: 'github.com/ray-project/kuberay/ray-operator', crds: 'config/crd/bases' },
  },
  'training-operator': {
    programs: { 'training-operator.v1': 'github.com/kubeflow/training-operator/cmd/training-operator.v1' },
    build: { module: 'github.com/kubeflow/training-operator', crds: 'manifests/base/crds' },
  },
  kai: {
    programs: { scheduler: undefined, podgrouper: undefined, binder: undefined, admission: undefined },
    readyMadeOnly: noModule,
  },
  poddefaults: {
    programs: { 'admission-webhook': undefined },
    readyMadeOnly: noModule,
  },
  'notebook-controller': {
    programs: { 'notebook-controller': undefined },
    readyMadeOnly: noModule,
  },
} as const satisfies Record<string, ProgramGroup>;

export type GroupName = keyof typeof programGroups;

/** A group's facts, with the optional ones visible whatever the group. */
export function programGroup(name: GroupName): ProgramGroup {
  return programGroups[name];
}
