import * as z from 'zod';
import { annotationKey, labelKey, labelValue, namespaceName, objectName } from '../../src/settings/names.ts';
import { settingsFields } from '../../src/settings/schema.ts';
import { THRESHOLDS } from '../monitoring/alert.ts';
import { ALERTS } from '../monitoring/alerts/table.ts';
import {
  apiGroup,
  dataKey,
  goDuration,
  imageDigest,
  imageRepository,
  imageTag,
  issuerKind,
  orEmpty,
  pageUrl,
  prometheusDuration,
  quantity,
  variableName,
} from './value-forms.ts';

/**
 * Settings that the chart itself has to know, since Service, probes, certificates or the namespace hang on them. They come
 * from other values, and naming them under `config` is refused.
 */
export const SETTINGS_OF_THE_CHART = [
  'releaseNamespace',
  'watch',
  'address',
  'httpsPort',
  'healthPort',
  'certificates',
  'tlsCertDir',
  'registration',
  'selfManaged',
  'clientCaFile',
] as const satisfies readonly (keyof typeof settingsFields.shape)[];

const config = settingsFields.omit(
  Object.fromEntries(SETTINGS_OF_THE_CHART.map((name) => [name, true])) as Record<
    (typeof SETTINGS_OF_THE_CHART)[number],
    true
  >,
);

const port = (fallback: number) => z.int().min(1).max(65535).default(fallback);
const quantities = z.record(z.string(), z.union([quantity, z.number().min(0)]));
const labels = z.record(labelKey, labelValue);
const annotations = z.record(annotationKey, z.string());
/** A ResourceQuota of 100 pods comes with the default priority class, and an update needs room. */
const MOST_REPLICAS = 50;
/** Parts of a pod that the API server checks; their shape is its business. */
const kubernetesObject = z.looseObject({});
const kubernetesList = z.array(kubernetesObject).default([]);

const monitor = (what: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(false).describe(`Render a ${what}, for Prometheus Operator.`),
      interval: prometheusDuration.default('30s').describe('How often metrics are fetched.'),
      labels: labels.default({}).describe('Labels by which your Prometheus selects it, such as `release: prometheus`.'),
    })
    .prefault({});

const alertName = z.enum(ALERTS.map(({ name }) => name));
const thresholds = Object.fromEntries(
  Object.entries(THRESHOLDS).map(([name, { value, means }]) => [
    name,
    z.number().min(0).default(value).describe(means),
  ]),
);

/**
 * Every value of the chart, its default and what it means: `values.yaml`, `values.schema.json` and the chart's README are
 * written from here. What is under `config` comes from the program's own schema.
 */
export const valuesSchema = z.strictObject({
  image: z
    .strictObject({
      repository: orEmpty(imageRepository)
        .default('')
        .describe(
          'Where the image is, such as `registry.example.com/team/gpu-fraction-webhook`. `make push REGISTRY=...` puts it there.',
        ),
      tag: orEmpty(imageTag).default('').describe('Default: the version of the program that this chart was made for.'),
      digest: orEmpty(imageDigest).default('').describe('`sha256:...`; wins over the tag.'),
      pullPolicy: z.enum(['IfNotPresent', 'Always', 'Never']).default('IfNotPresent').describe('As in a pod.'),
    })
    .prefault({})
    .describe('The image'),
  imagePullSecrets: z
    .array(z.strictObject({ name: objectName }))
    .default([])
    .describe('Secrets for a registry that asks for a password, as in a pod.'),

  config: config
    .prefault({})
    .describe('What is decided, and how it is served. The settings of the program itself: docs/configuration.md'),

  webhook: z
    .strictObject({
      name: objectName
        .default('gpu-fraction-webhook')
        .describe(
          'Name of the MutatingWebhookConfiguration. The API server calls configurations in the order of their names, and this one has its place: after Kubeflow’s PodDefaults, before Istio and KAI.',
        ),
      failurePolicy: z
        .enum(['Ignore', 'Fail'])
        .default('Ignore')
        .describe(
          'What becomes of a pod when no replica answers: created unpatched (`policies.unpatched` tells), or refused. `Fail` only without `config.namespacePrefixes`.',
        ),
      timeoutSeconds: z.int().min(1).max(10).default(3).describe('How long the API server waits for an answer.'),
      reinvocationPolicy: z
        .enum(['IfNeeded', 'Never'])
        .default('IfNeeded')
        .describe('Whether the API server asks again when another webhook has changed the pod afterwards.'),
      annotations: annotations
        .default({ 'admissions.enforcer/disabled': 'true' })
        .describe('On the configuration. The default keeps AKS from rewriting its selectors.'),
    })
    .prefault({})
    .describe('How the API server calls'),
  policies: z
    .strictObject({
      unpatched: z
        .enum(['warn', 'deny', 'off'])
        .default('warn')
        .describe(
          'What becomes of a pod that asked for a share of a GPU and was not patched, because no replica answered. Not installed with `config.mode: audit` or `config.onInvalid: warn`.',
        ),
    })
    .prefault({})
    .describe('Admission policies beside the webhook. The one on PodGroups follows `config.projectGuard`'),

  certificates: z
    .strictObject({
      source: z
        .enum(['self', 'certManager', 'existingSecret'])
        .default('self')
        .describe('Who signs: the program itself, which needs nothing else; cert-manager; or whoever keeps a Secret.'),
      self: z
        .strictObject({
          authoritySeconds: z
            .int()
            .min(4)
            .max(20 * 365 * 86_400)
            .default(365 * 86_400)
            .describe('How long an authority lives; there are two, half a life apart.'),
          leafSeconds: z
            .int()
            .min(1)
            .max(365 * 86_400)
            .default(86_400)
            .describe('How long the certificate of a replica lives; at most a quarter of an authority’s life.'),
        })
        .prefault({})
        .describe('For `source: self`'),
      certManager: z
        .strictObject({
          issuerRef: z
            .strictObject({
              name: orEmpty(objectName)
                .default('')
                .describe('Name of the issuer. Empty: the chart makes a self-signed one.'),
              kind: issuerKind
                .default('Issuer')
                .describe('`Issuer`, `ClusterIssuer`, or the kind of another program’s issuers in its `group`.'),
              group: apiGroup.default('cert-manager.io').describe('As in a Certificate.'),
            })
            .prefault({}),
          duration: goDuration.default('2160h').describe('As in a Certificate; in hours, since no day is known there.'),
          renewBefore: goDuration.default('720h').describe('As in a Certificate; less than the duration.'),
        })
        .prefault({})
        .describe('For `source: certManager`'),
      existingSecret: z
        .strictObject({
          name: orEmpty(objectName)
            .default('')
            .describe('Secret in the release’s namespace with `tls.crt` and `tls.key`.'),
          caBundle: z
            .enum(['write', 'check'])
            .default('write')
            .describe(
              '`write`: the Secret has `ca.crt` too, and the program registers it. `check`: you write `caBundle` yourself.',
            ),
        })
        .prefault({})
        .describe('For `source: existingSecret`'),
    })
    .prefault({})
    .describe('Where the serving certificate comes from: docs/certificates.md'),
  clientCertificate: z
    .strictObject({
      configMap: orEmpty(objectName)
        .default('')
        .describe('ConfigMap in the release’s namespace with the authority that signs for the API server.'),
      secret: orEmpty(objectName)
        .default('')
        .describe(
          'The same in a Secret, of which only this key is mounted. One of the two; neither: everybody is answered.',
        ),
      key: dataKey.default('ca.crt').describe('Under which the authority stands there, in PEM.'),
    })
    .prefault({})
    .describe(
      'Whether only an API server is answered that shows a client certificate. Its own side comes first: docs/limits.md#client-certificates',
    ),

  replicas: z
    .int()
    .min(1)
    .max(MOST_REPLICAS)
    .default(2)
    .describe('How many answer. Left out of the Deployment where it is scaled automatically.'),
  autoscaling: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Render a HorizontalPodAutoscaler.'),
      minReplicas: z.int().min(1).max(MOST_REPLICAS).default(2).describe('As in a HorizontalPodAutoscaler.'),
      maxReplicas: z.int().min(1).max(MOST_REPLICAS).default(5).describe('As in a HorizontalPodAutoscaler.'),
      targetCPUUtilizationPercentage: z.int().min(1).max(1000).default(80).describe('Of `resources.requests.cpu`.'),
    })
    .prefault({}),
  podDisruptionBudget: z
    .strictObject({
      maxUnavailable: z
        .union([z.int().min(1), z.string().regex(/^[1-9][0-9]?%$/)])
        .default(1)
        .describe(
          'How many may be evicted at a time. There is no budget for a single replica: it would block every drain.',
        ),
    })
    .prefault({}),
  resources: z
    .strictObject({
      requests: quantities.default({ cpu: '100m', memory: '128Mi' }).describe('As in a container.'),
      limits: quantities
        .default({ memory: '256Mi' })
        .describe(
          'As in a container. The heap is half of the memory limit. No CPU limit: throttled, an answer that takes 2 ms takes 100.',
        ),
    })
    .prefault({}),
  priorityClassName: orEmpty(objectName)
    .default('system-cluster-critical')
    .describe(
      'Pods of opted-in namespaces wait for this one. With a `system-` class a ResourceQuota is rendered too, which GKE wants to see.',
    ),
  nodeSelector: labels.default({ 'kubernetes.io/os': 'linux' }).describe('As in a pod.'),
  tolerations: kubernetesList.describe('As in a pod.'),
  affinity: kubernetesObject
    .default({})
    .describe('As in a pod. Empty: replicas avoid each other’s node where they can.'),
  topologySpreadConstraints: kubernetesList.describe(
    'As in a pod. Empty: replicas are spread over nodes and zones where that can be.',
  ),
  podLabels: labels.default({}).describe('Further labels of the pods.'),
  podAnnotations: annotations.default({}).describe('Further annotations of the pods.'),
  extraEnv: z
    .array(z.looseObject({ name: variableName, value: z.string().optional() }))
    .default([])
    .describe(
      'Further environment variables, as in a container. `NODE_OPTIONS` replaces that of the image, which makes the heap half of the memory limit.',
    ),

  ports: z
    .strictObject({
      webhook: port(8443).describe(
        'Where the container listens. 10250 on a private GKE cluster, whose firewall lets that through.',
      ),
      health: port(8080).describe('Probes and metrics, plain HTTP.'),
    })
    .prefault({}),
  hostNetwork: z
    .boolean()
    .default(false)
    .describe(
      'Where the control plane cannot reach pods, as on EKS with another CNI. Both ports are taken on the node then, so an update replaces a pod before it starts the next.',
    ),
  networkPolicy: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Render a NetworkPolicy.'),
      metricsFrom: kubernetesList.describe('Who may fetch metrics, as `from` in a NetworkPolicy. Empty: nobody.'),
      apiServerPorts: z
        .array(z.int().min(1).max(65535))
        // Without any port a rule of a NetworkPolicy is for all of them.
        .min(1)
        .default([443, 6443])
        .describe('Where the API server listens; its addresses cannot be selected.'),
    })
    .prefault({}),
  podMonitor: monitor('PodMonitor'),
  serviceMonitor: monitor('ServiceMonitor'),
  prometheusRule: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Render a PrometheusRule, for Prometheus Operator: docs/alerts.md.'),
      namespace: orEmpty(namespaceName).default('').describe('Default: the release’s.'),
      labels: labels.default({}).describe('Labels by which your Prometheus selects it, such as `release: prometheus`.'),
      runbookUrl: orEmpty(pageUrl)
        .default('')
        .describe('Where docs/alerts.md can be read by your people; each alert links to its paragraph there.'),
      disabled: z.array(alertName).default([]).describe('Names of alerts that are left out.'),
      severities: z
        .partialRecord(alertName, labelValue)
        .default({})
        .describe('By the name of an alert, its label `severity` where critical, warning or info is not yours.'),
      thresholds: z.strictObject(thresholds).prefault({}),
    })
    .prefault({}),
  dashboard: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Render a ConfigMap with a dashboard, for Grafana’s sidecar.'),
      namespace: orEmpty(namespaceName).default('').describe('Default: the release’s.'),
      labels: labels.default({ grafana_dashboard: '1' }).describe('Labels by which the sidecar selects it.'),
      annotations: annotations.default({}).describe('Such as `grafana_folder`.'),
    })
    .prefault({}),
});

export type Values = z.input<typeof valuesSchema>;
