/** A set of programs that one Go module (a folder of programs/) can build, and the CRDs they need; or the CRDs alone. */
export interface ProgramGroup {
  /** Program name to Go package. Without `build`, no module builds it: it has to be given ready-made. */
  programs: Record<string, string | undefined>;
  build?: {
    /** The required module whose version the programs should report. */
    module: string;
    /** Folder of programs/ whose go.mod pins it, where that is not named after the group. */
    folder?: string;
    /** String variables that the project's own build sets: package path and name. Versions are those of its go.mod. */
    versionVariables?: (version: string, versionOf: (module: string) => string) => Record<string, string>;
    /** Build tags, by which a project leaves parts of itself out. */
    tags?: string[];
    /** Folder of CRD manifests inside that module. */
    crds?: string;
  };
  /** For a group that has no `build`: why, for the message of a skipped test. */
  readyMadeOnly?: string;
}

const noModule =
  'no pinned build exists, because its module could not be fetched from the Go module proxy when this was written';

// The same variables twice: the server reads the first, client-go's user agent the second.
const kubernetesVersion = (version: string): Record<string, string> =>
  Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((path) => [
      [`${path}.gitVersion`, version],
      [`${path}.gitMajor`, version.split('.')[0]?.replace('v', '') ?? ''],
      [`${path}.gitMinor`, version.split('.')[1] ?? ''],
      [`${path}.gitTreeState`, 'clean'],
    ]),
  );

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
      versionVariables: kubernetesVersion,
    },
  },
  // What makes a machine a node. A group of its own, since only Linux can use it.
  'kubernetes-node': {
    programs: {
      kubelet: 'k8s.io/kubernetes/cmd/kubelet',
      'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
    },
    build: { module: 'k8s.io/kubernetes', folder: 'kubernetes', versionVariables: kubernetesVersion },
  },
  kubectl: {
    programs: { kubectl: 'k8s.io/kubernetes/cmd/kubectl' },
    build: { module: 'k8s.io/kubernetes', folder: 'kubernetes', versionVariables: kubernetesVersion },
  },
  // The oldest minor version that this webhook is meant for.
  'kubernetes-oldest': {
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
    },
    build: { module: 'k8s.io/kubernetes', versionVariables: kubernetesVersion },
  },
  // The newest one, with what later versions brought.
  'kubernetes-newest': {
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
    },
    build: { module: 'k8s.io/kubernetes', versionVariables: kubernetesVersion },
  },
  helm3: {
    programs: { helm: 'helm.sh/helm/v3/cmd/helm' },
    build: {
      module: 'helm.sh/helm/v3',
      versionVariables: (version, versionOf) => {
        // The Kubernetes that `helm template` and `helm lint` assume where no cluster says otherwise; unset, it is 1.20,
        // and every chart with a kubeVersion is refused. client-go 0.x belongs to Kubernetes 1.x.
        const minor = versionOf('k8s.io/client-go').split('.')[1] ?? '';
        return {
          'helm.sh/helm/v3/internal/version.version': version,
          ...Object.fromEntries(
            ['helm.sh/helm/v3/pkg/chartutil', 'helm.sh/helm/v3/pkg/lint/rules'].flatMap((path) => [
              [`${path}.k8sVersionMajor`, '1'],
              [`${path}.k8sVersionMinor`, minor],
            ]),
          ),
        };
      },
    },
  },
  helm4: {
    programs: { helm: 'helm.sh/helm/v4/cmd/helm' },
    build: {
      module: 'helm.sh/helm/v4',
      // It finds out the version of client-go by itself.
      versionVariables: (version) => ({ 'helm.sh/helm/v4/internal/version.version': version }),
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
  'cert-manager': {
    // Its controller and its CA injector in one program of our own: its main packages are modules that no proxy serves.
    programs: { 'cert-manager': '.' },
    build: { module: 'github.com/cert-manager/cert-manager', crds: 'deploy/crds' },
  },
  // Judges the workflows of releases; nothing of a cluster needs it.
  actionlint: {
    programs: { actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
    build: {
      module: 'github.com/rhysd/actionlint',
      versionVariables: (version) => ({ 'github.com/rhysd/actionlint.version': version }),
    },
  },
  // Kinds that the chart renders on demand.
  'prometheus-operator': {
    programs: {},
    build: { module: 'github.com/prometheus-operator/prometheus-operator', crds: 'example/prometheus-operator-crd' },
  },
  // Without its ways to discover targets in a dozen clouds, which are half of what there is to compile.
  prometheus: {
    programs: {
      prometheus: 'github.com/prometheus/prometheus/cmd/prometheus',
      promtool: 'github.com/prometheus/prometheus/cmd/promtool',
    },
    build: { module: 'github.com/prometheus/prometheus', tags: ['remove_all_sd'] },
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
