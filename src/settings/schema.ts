import * as z from 'zod';
import { contradictions } from './contradictions.ts';
import {
  filePath,
  labelKey,
  listenAddress,
  namespaceName,
  namespacePrefix,
  objectName,
  queueName,
  schedulerName,
  serviceName,
} from './names.ts';

const port = (fallback: number) => z.int().min(0).max(65535).default(fallback);
const seconds = (fallback: number, least = 0) => z.number().min(least).max(3600).default(fallback);

/**
 * Every setting, its default and what it means. The configuration file, the flags and the reference page in
 * `docs/configuration.md` all come from here.
 */
export const settingsFields = z.strictObject({
  flavour: z
    .enum(['runai', 'kai'])
    .default('runai')
    .describe('Whose scheduler pods are sent to. Chooses the default of the five names below.'),
  schedulerName: schedulerName
    .optional()
    .describe('Value for `spec.schedulerName`. Default: `runai-scheduler` or `kai-scheduler`.'),
  projectLabel: labelKey.optional().describe('Label that names the project on a pod. Default: `project`.'),
  queueLabelKey: labelKey
    .optional()
    .describe('Label that names the queue on a pod. Default: `runai/queue` or `kai.scheduler/queue`.'),
  nodePoolLabel: labelKey
    .optional()
    .describe('Label that names the node pool on a pod. Default: `runai/node-pool` or `kai.scheduler/node-pool`.'),
  namespaceProjectLabel: labelKey
    .optional()
    .describe('Label on a Namespace that names the project it belongs to. Default: `runai/queue` or `kai/project`.'),
  queueLabel: z
    .boolean()
    .default(false)
    .describe('Also write the queue label where a pod has none: the project, in the kai flavour `<project>-<pool>`.'),
  route: z
    .enum(['gpu-workloads', 'requested', 'all'])
    .default('gpu-workloads')
    .describe(
      'Which pods of an opted-in namespace are routed: those that ask, and GPU workloads and gangs; only those that ask; or all.',
    ),
  onInvalid: z
    .enum(['deny', 'warn'])
    .default('deny')
    .describe(
      'What happens to a pod whose values are wrong: it is refused, or created exactly as it came, with a warning.',
    ),
  projectGuard: z
    .enum(['deny', 'warn', 'off'])
    .default('deny')
    .describe(
      "What happens to a pod that the scheduler would charge to another project than its namespace's: it is refused, created with a warning, or nothing.",
    ),
  quota: z
    .strictObject({
      allowedQueues: z
        .array(queueName)
        .default(['default-queue'])
        .describe(
          "Queues that pods of every namespace may use beside their project's own. A namespace can allow more in its annotation `gpu-fraction-webhook/queues`, separated by commas.",
        ),
    })
    .prefault({}),
  containerTarget: z
    .enum(['annotation', 'reorder'])
    .default('annotation')
    .describe(
      'How the scheduler learns which container gets the share. `reorder` also puts it first, for Run:ai before 2.24.',
    ),
  maxWholeGpus: z
    .int()
    .min(1)
    .max(1024)
    .default(16)
    .describe(
      'Largest number of whole GPUs one pod can ask for; above it the value is taken for a mistyped percentage.',
    ),
  excludedNamespaces: z
    .array(namespaceName)
    .default([
      'kube-system',
      'kube-public',
      'kube-node-lease',
      'kubeflow',
      'runai',
      'runai-reservation',
      'kai-scheduler',
      'kai-resource-reservation',
    ])
    .describe('Namespaces whose pods are never touched.'),
  releaseNamespace: namespaceName
    .optional()
    .describe(
      "The webhook's own namespace, which is never touched either. Default: environment variable `POD_NAMESPACE`.",
    ),
  namespacePrefixes: z
    .array(namespacePrefix)
    .default([])
    .describe('Namespaces whose name starts so are opted in without a label, such as `kubeflow-`.'),
  mode: z
    .enum(['enforce', 'audit'])
    .default('enforce')
    .describe(
      'Whether decisions are carried out, or only logged, counted and warned about. `explain` always says what would be carried out.',
    ),
  watch: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'Whether namespaces, PodDefaults and owners of gangs are watched in a cluster: `on`, by the kubeconfig (`--kubeconfig`, `--context`) or the pod’s service account; `off`, then they come from files (`--namespace-manifest`); `auto` is on in a pod with a service account unless files are given.',
    ),
  address: listenAddress.default('::').describe('Address that both ports listen on.'),
  httpsPort: port(8443).describe('Port of the webhook.'),
  healthPort: port(8080).describe('Port of `/livez`, `/readyz`, `/metrics` and `/certificate`, plain HTTP.'),
  certificates: z
    .enum(['files', 'self'])
    .default('files')
    .describe(
      'Where the serving certificate comes from: files of a mounted TLS Secret, whoever keeps it (cert-manager, or a person); or the program signs it itself, and tells the API server.',
    ),
  tlsCertDir: filePath
    .default('/etc/gpu-fraction-webhook/tls')
    .describe(
      'Folder with `tls.crt` and `tls.key`, and `ca.crt` for `registration.caBundle: write`, as a mounted TLS Secret has them. Changes are picked up while running. For `certificates: files`.',
    ),
  registration: z
    .strictObject({
      webhookConfiguration: objectName
        .default('gpu-fraction-webhook')
        .describe('MutatingWebhookConfiguration by which the API server knows the webhook.'),
      serviceName: serviceName
        .default('gpu-fraction-webhook')
        .describe(
          "Service by which the API server calls the webhook, in the webhook's own namespace. `certificates: self` signs for it.",
        ),
      caBundle: z
        .enum(['auto', 'off', 'check', 'write'])
        .default('auto')
        .describe(
          'What is done with the `caBundle` of the registration: `check`, the webhook is not ready while the API server would not accept its certificate; `write`, `ca.crt` of the mounted Secret is also kept in it; `off`, nothing. With `certificates: self` it is always written. `auto` is `check` in a pod with a service account, else `off`.',
        ),
    })
    .prefault({}),
  selfManaged: z
    .strictObject({
      secretName: objectName
        .default('gpu-fraction-webhook-ca')
        .describe('Secret in which the replicas share their authorities, with `certificates: self`.'),
      secretNamespace: namespaceName.optional().describe("Namespace of that Secret. Default: the webhook's own."),
      authoritySeconds: z
        .number()
        .min(4)
        .max(20 * 365 * 86_400)
        .default(365 * 86_400)
        .describe('How long an authority lives; there are two, half a life apart.'),
      leafSeconds: z
        .number()
        .min(1)
        .max(365 * 86_400)
        .default(86_400)
        .describe('How long the certificate of a replica lives; it is replaced after two thirds.'),
    })
    .prefault({}),
  tlsMinVersion: z
    .enum(['TLSv1.2', 'TLSv1.3'])
    .default('TLSv1.3')
    .describe('Oldest TLS version that is spoken. Every supported API server speaks 1.3.'),
  lameDuckSeconds: seconds(15).describe(
    'How long requests are still answered after SIGTERM, while the cluster forgets this endpoint.',
  ),
  keepAliveSeconds: seconds(120, 91).describe(
    'How long an idle connection stays open. The API server keeps its own for 90 s; whoever closes first must not be us.',
  ),
  requestTimeoutSeconds: seconds(15, 1).describe('How long a request may take to arrive.'),
  maxRequestsPerConnection: z
    .int()
    .min(0)
    .default(10_000)
    .describe('Requests after which a connection is closed, so that new replicas get their share; 0 for never.'),
  maxConnectionSeconds: seconds(300).describe(
    'Age after which a connection is closed, for the same reason; 0 for never.',
  ),
  maxConnections: z
    .int()
    .min(16)
    .max(65535)
    .default(512)
    .describe(
      'Connections to the webhook’s port, or as many as the process may open. A new one takes the place of one that is unfinished, unknown or idle; see docs/limits.md.',
    ),
  bodyMemoryMebibytes: z
    .int()
    .min(16)
    .max(4096)
    .optional()
    .describe(
      'Memory for bodies of requests that are not answered yet; what does not fit is answered 503 at once. Default: an eighth of the container’s memory, from 16 to 64; see docs/limits.md.',
    ),
  clientCaFile: filePath
    .optional()
    .describe(
      'File with the authority that signs the client certificate of the API server. Whoever shows none of it is answered 401. Changes are picked up while running. Default: everybody is answered; see docs/limits.md.',
    ),
  logLevel: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log lines that are written. Pods that are none of our business are logged at `debug`.'),
});

/** All settings, and the rules between them. */
export const settingsSchema = settingsFields.superRefine((settings, context) => {
  for (const { path, message } of contradictions(settings)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

export type SettingsInput = z.input<typeof settingsSchema>;
export type ParsedSettings = z.output<typeof settingsSchema>;

/** A setting as it is written in a file, such as `maxWholeGpus` or `quota.allowedQueues`. */
export interface Setting {
  readonly name: string;
  readonly type: z.ZodType;
}

/** Settings that only a running server has a use for; all others say what is decided. */
const SERVER_SETTINGS = [
  'mode',
  'watch',
  'address',
  'httpsPort',
  'healthPort',
  'certificates',
  'tlsCertDir',
  'registration',
  'selfManaged',
  'tlsMinVersion',
  'lameDuckSeconds',
  'keepAliveSeconds',
  'requestTimeoutSeconds',
  'maxRequestsPerConnection',
  'maxConnectionSeconds',
  'maxConnections',
  'bodyMemoryMebibytes',
  'clientCaFile',
  'logLevel',
] as const satisfies readonly (keyof ParsedSettings)[];

/** What a running server needs beside the decision; times are in seconds, as they are written. */
export type ServerSettings = Pick<ParsedSettings, (typeof SERVER_SETTINGS)[number]> & {
  /** The webhook's own namespace, where that is known. */
  readonly releaseNamespace?: string | undefined;
};

export const ALL_SETTINGS: readonly Setting[] = Object.entries(settingsSchema.shape).flatMap(([name, type]) => {
  const inner: z.ZodType = type instanceof z.ZodPrefault ? type.unwrap() : type;
  return inner instanceof z.ZodObject
    ? Object.entries<z.ZodType>(inner.shape).map(([key, of]) => ({ name: `${name}.${key}`, type: of }))
    : [{ name, type }];
});

const ofServer: ReadonlySet<string> = new Set(SERVER_SETTINGS);
export const DECISION_SETTINGS = ALL_SETTINGS.filter(({ name }) => !ofServer.has(name.split('.')[0] ?? ''));

/** What decides how a pod comes out of a running webhook. */
export const VERIFY_SETTINGS = ALL_SETTINGS.filter(
  (setting) => DECISION_SETTINGS.includes(setting) || setting.name === 'mode',
);

/** What has to be guessed where there is no release to read it of. */
export const FLAVOUR_SETTINGS = ALL_SETTINGS.filter(({ name }) => name === 'flavour');
