import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Manifest } from '../api.ts';
import { statefulSetOf } from '../systems/notebook.ts';

/** What a reader of a page has before its first command is typed. */
export interface Given {
  /** Whether the chart is installed, in the flavour `kai`. A page that installs it begins without. */
  readonly release: boolean;
  /** Labels of the namespace kubeflow-alice; without a release it has none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Objects in it, beside the pod `half`. */
  readonly objects?: readonly Manifest[];
  readonly files?: Readonly<Record<string, string>>;
  /** Folder of this repository in which the reader is, where it is not the topmost. */
  readonly folder?: string;
  /** Commands that the page speaks of, and that nobody types on account of it. */
  readonly onlyNamed?: readonly string[];
  /** What stands on the page for something of the reader's own, in the order in which it is filled in. */
  readonly names?: Readonly<Record<string, string>>;
  /** What somebody else does before a command of the page, or the reader who took another way through it. */
  readonly before?: readonly { readonly command: RegExp; readonly typed: string }[];
  /** What puts the cluster back afterwards. */
  readonly after?: string;
}

const NAMESPACE = 'kubeflow-alice';

const podOf = (name: string, metadata: object = { annotations: { 'gpu-fraction': '0.5' } }): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: NAMESPACE, ...metadata },
  spec: { containers: [{ name: 'main', image: 'registry.example.com/team/train' }] },
});

/** In the namespace of every page that begins with a release. */
export const HALF = podOf('half');

const IN_PROJECT = { 'runai-injection': 'enabled', 'kai/project': 'team-a' };

/** Kubeflow applies PodDefaults in profiles only. */
const IN_PROFILE = { ...IN_PROJECT, 'app.kubernetes.io/part-of': 'kubeflow-profile' };

/** `verify` creates pods of a project of its own where it is told no other. */
const WITHOUT_PROJECT = { 'runai-injection': 'enabled' };

const SAMPLE = (name: string): Manifest => parse(readFileSync(`deploy/samples/${name}.yaml`, 'utf8')) as Manifest;

/** Without a notebook-controller, what it makes of the sample. */
const SHARED_LAB: Manifest = (({ metadata, ...made }) => ({
  ...made,
  metadata: { ...metadata, namespace: NAMESPACE },
}))(statefulSetOf(SAMPLE('notebook-half-gpu')));

const DEPLOYMENT: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'half', namespace: NAMESPACE },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'half' } },
    template: {
      metadata: { labels: { app: 'half' } },
      spec: { containers: [{ name: 'main', image: 'example.com/a' }] },
    },
  },
};

const helm = (words: string): string => `helm ${words} --namespace gpu-fraction-webhook`;

const UNINSTALL = helm('uninstall gpu-fraction-webhook');
const INSTALL = `${helm('install gpu-fraction-webhook charts/gpu-fraction-webhook')} --create-namespace --set image.repository=registry.example.com/team/gpu-fraction-webhook`;

const usual: Given = { release: true, labels: IN_PROJECT };
const fresh: Given = { release: false };

const PAGES: Readonly<Record<string, Given>> = {
  'README.md': fresh,
  'charts/gpu-fraction-webhook/README.md': fresh,
  'deploy/samples/README.md': {
    ...usual,
    folder: 'deploy/samples',
    files: { 'stateful-set.json': JSON.stringify(SHARED_LAB) },
    before: [{ command: /shared-lab-0/, typed: 'kubectl apply -f "$HOME/stateful-set.json" && sleep 1' }],
  },
  'docs/alerts.md': {
    ...usual,
    names: { 'pods/NAME:8080': `services/gpu-fraction-webhook:health` },
    onlyNamed: ['helm template ... --show-only templates/prometheusrule.yaml'],
  },
  'docs/doctor.md': {
    ...usual,
    names: { PROD: 'test', 'gpu-system': 'gpu-fraction-webhook', 'team-gpu': 'gpu-fraction-webhook' },
    onlyNamed: ['kubectl gpu-fraction why'],
  },
  'docs/export-policy.md': { ...fresh, after: 'kubectl delete -f policies.yaml' },
  'docs/install.md': {
    ...fresh,
    before: [
      { command: /docker\.io\/library/, typed: UNINSTALL },
      { command: /^kubectl delete mutatingwebhookconfiguration/, typed: INSTALL },
      { command: /^kubectl delete namespace/, typed: UNINSTALL },
    ],
  },
  'docs/namespaces.md': {
    ...usual,
    objects: [podOf('my-notebook-0'), DEPLOYMENT],
    names: { NAME: 'half' },
    onlyNamed: ['kubectl gpu-fraction why'],
  },
  'docs/notebooks.md': { ...usual, labels: IN_PROFILE, objects: [SAMPLE('poddefault-half-gpu'), SHARED_LAB] },
  'docs/platforms.md': { ...usual, labels: WITHOUT_PROJECT },
  'docs/quick-start.md': fresh,
  'docs/real-parts.md': { ...usual, onlyNamed: ['kubectl apply -k deploy/kai'] },
  'docs/running-by-hand.md': { ...usual, labels: WITHOUT_PROJECT, names: { NAME: NAMESPACE } },
  'docs/symptoms.md': {
    ...usual,
    before: [
      {
        command: /^helm rollback/,
        typed: `${helm('upgrade gpu-fraction-webhook charts/gpu-fraction-webhook')} --reuse-values --set replicas=3`,
      },
    ],
  },
  'docs/troubleshooting.md': {
    ...usual,
    labels: WITHOUT_PROJECT,
    names: {
      'pod NAME': `pod half -n ${NAMESPACE}`,
      'why NAME': `why half -n ${NAMESPACE}`,
      NAME: NAMESPACE,
      PROJECT: 'team-a',
    },
  },
  'docs/verify.md': { ...usual, labels: WITHOUT_PROJECT, names: { NAME: NAMESPACE, PROD: 'test' } },
  'docs/way-in.md': fresh,
  'docs/why.md': { ...usual, names: { 'why lab-0 ': `why -n ${NAMESPACE} half `, 'lab-0': 'half' } },
};

/** Of a page that is not listed: what most have. */
export const givenOf = (page: string): Given => PAGES[page] ?? usual;

/** Files that every reader has in the folder in which the commands are typed. */
export const FILES: Readonly<Record<string, string>> = {
  'pod.yaml': JSON.stringify(HALF),
  'half.yaml': JSON.stringify(HALF),
  'namespace.yaml': JSON.stringify({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE, labels: IN_PROJECT },
  }),
  'settings.yaml': 'flavour: kai\n',
  ...Object.fromEntries(['ca.crt', 'tls.crt', 'tls.key'].map((name) => [name, 'only carried about\n'])),
};
