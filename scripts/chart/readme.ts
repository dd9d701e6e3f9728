import { isGroup, type SchemaNode } from './schema-node.ts';
import { valuesNode } from './values-schema.ts';

/** The chart's README: what people see on a chart repository's page. */
export function chartReadme(): string {
  return `# gpu-fraction-webhook

<!-- Written by \`make docs\` from scripts/chart/readme.ts and scripts/chart/values.ts; do not edit. -->

An admission webhook that sends the pods of opted-in namespaces to the Run:ai or KAI scheduler, with their project and their share of a GPU: Kubeflow
Notebooks and Pipelines, MLflow, Argo, Ray and others. Kubernetes 1.30 or newer, Helm 3 or 4; cert-manager is not needed.

    helm install gpu-fraction-webhook charts/gpu-fraction-webhook \\
      --namespace gpu-fraction-webhook --create-namespace \\
      --set image.repository=registry.example.com/team/gpu-fraction-webhook \\
      --set config.flavour=kai
    helm test gpu-fraction-webhook --namespace gpu-fraction-webhook
    kubectl label namespace kubeflow-alice runai-injection=enabled

\`config.flavour\` is the scheduler of your cluster, \`runai\` or \`kai\`. From then on pods created in \`kubeflow-alice\` are patched; pods that exist already stay as
they are. Installing, upgrading and removing, and notes on GKE, EKS, AKS, OpenShift, Argo CD and kind: \`docs/install.md\` and \`docs/platforms.md\` of the project.

## What is installed

| Object | What for |
|---|---|
| MutatingWebhookConfiguration | lets the API server ask for every pod that is created in an opted-in namespace |
| ValidatingAdmissionPolicy \`...-unpatched\` | tells of a pod that asked for a share while no replica answered |
| ValidatingAdmissionPolicy \`...-quota\`, flavour \`kai\` | lets no workload spend another project's quota |
| Deployment, Service, ServiceAccount, ConfigMap, PodDisruptionBudget, ResourceQuota | the webhook; two replicas, updated without a gap |
| ClusterRoles and Roles with their bindings | \`docs/permissions.md\` names each rule with its reason |
| Secret, empty | in it the program keeps its certificate authorities; the chart never fills it |
| on demand | HorizontalPodAutoscaler, NetworkPolicy, PodMonitor or ServiceMonitor, PrometheusRule, dashboard for Grafana, cert-manager's Certificates |

There can be one release in a cluster.

## Values

${sections()}
`;
}

interface Row {
  readonly name: string;
  readonly node: SchemaNode;
}

function sections(): string {
  return table(rowsOf(valuesNode, ''));
}

function rowsOf(node: SchemaNode, prefix: string): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const path = `${prefix}${name}`;
    if (!isGroup(child)) {
      return [{ name: path, node: child }];
    }
    // What a group is for is said once, above its values.
    const { description = '' } = child;
    return [...(description === '' ? [] : [{ name: path, node: { description } }]), ...rowsOf(child, `${path}.`)];
  });
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, node }) => `| \`${name}\` | ${defaultOf(node)} | ${cell(meaningOf(node))} |`);
  return ['| Value | Default | Meaning |', '|---|---|---|', ...lines].join('\n');
}

function defaultOf(node: SchemaNode): string {
  const { default: value } = node;
  if (value === undefined) {
    return '';
  }
  return `\`${cell(JSON.stringify(value))}\``;
}

function meaningOf({ description = '', enum: values }: SchemaNode): string {
  const choices = values?.map((value) => `\`${String(value)}\``).join(', ');
  return choices === undefined ? description : `${choices}. ${description}`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
