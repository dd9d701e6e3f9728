import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CoreV1Api } from '@kubernetes/client-node';
import { expect, it } from 'vitest';
import { bundle, PROGRAM } from '../../../scripts/bundle/bundle.mjs';
import type { Statement } from '../../docs/statements.ts';
import { callOk, create, createSeeing, mergePatch, read } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { ensureNamespace, ensureServiceAccounts } from '../namespaces.ts';
import { ownAddress } from '../ports.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installOpenCrd, type OpenKind, podDefaults } from '../watches/open-crd.ts';
import { type Given, givenOf, HALF } from './given.ts';
import { PAGES_TO_TYPE, typed } from './pages.ts';
import { playNode } from './played-node.ts';
import { putOnPath, sitDown } from './reader.ts';
import { type Shell, typeIn } from './run-page.ts';

/*
 * Every command of the README and of docs/ is typed, as it stands there, into a shell: kubectl, Helm and this program talk
 * to a real API server, on which the chart is installed and the program runs. test/docs/not-run.ts lists what is not
 * typed, with the reason: kind, for example, makes a cluster of containers, and the tests run in a container themselves;
 * what the quick start types after `kind create cluster` is typed here all the same. A command that is new on a page is
 * typed from then on. What a page shows as an output is compared with what comes.
 */

const NAMESPACE = 'kubeflow-alice';
const RELEASE = 'gpu-fraction-webhook';

/** What people who read these pages have in their clusters; no controller is needed for that. */
const KINDS: readonly OpenKind[] = [
  podDefaults,
  { group: 'kubeflow.org', version: 'v1', kind: 'Notebook', plural: 'notebooks' },
  { group: 'kubeflow.org', version: 'v1', kind: 'Profile', plural: 'profiles' },
  { group: 'argoproj.io', version: 'v1alpha1', kind: 'Workflow', plural: 'workflows' },
  { group: 'cert-manager.io', version: 'v1', kind: 'Certificate', plural: 'certificates' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PodMonitor', plural: 'podmonitors' },
  { group: 'monitoring.coreos.com', version: 'v1', kind: 'PrometheusRule', plural: 'prometheusrules' },
  { group: 'scheduling.run.ai', version: 'v2', kind: 'Queue', plural: 'queues' },
  { group: 'scheduling.run.ai', version: 'v2alpha2', kind: 'PodGroup', plural: 'podgroups' },
];

/** Emptied between pages, owners first. */
const EMPTIED = [
  ...['/apis/apps/v1', '/apis/batch/v1'].flatMap((group) =>
    (group.includes('batch') ? ['jobs'] : ['deployments', 'statefulsets']).map((kind) => [group, kind] as const),
  ),
  ['/apis/kubeflow.org/v1alpha1', 'poddefaults'],
  ['/apis/kubeflow.org/v1', 'notebooks'],
  ['/api/v1', 'pods'],
] as const;

const isThere = ownAddress() !== undefined;

let bin = '';
/** Whether the release of the pages that begin with one is as they find it. */
let isInstalled = false;

async function emptyNamespace({ kubeConfig }: Cluster): Promise<void> {
  for (const [group, kind] of EMPTIED) {
    const options = { propagationPolicy: 'Background', gracePeriodSeconds: 0 };
    await callOk(kubeConfig, 'DELETE', `${group}/namespaces/${NAMESPACE}/${kind}`, options);
  }
  const core = kubeConfig.makeApiClient(CoreV1Api);
  await waitFor('the pods to be gone', async () => {
    const { items } = await core.listNamespacedPod({ namespace: NAMESPACE });
    return items.length === 0;
  });
}

async function relabel({ kubeConfig }: Cluster, labels: Readonly<Record<string, string>>): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };
  const { metadata } = (await read(kubeConfig, namespace)) ?? namespace;
  const none = Object.fromEntries(
    Object.keys((metadata as { labels?: object }).labels ?? {})
      .filter((label) => !label.startsWith('kubernetes.io/'))
      .map((label) => [label, null]),
  );
  await mergePatch(kubeConfig, namespace, { metadata: { labels: { ...none, ...labels } } });
}

/** API server and webhook learn of what was written by their watches. */
async function untilKnown({ kubeConfig }: Cluster, project: string | undefined): Promise<void> {
  await waitFor('the webhook to patch pods of the namespace', async (saw) => {
    const { body } = await createSeeing(kubeConfig, HALF, '?dryRun=All');
    const { metadata, spec } = body as { metadata: { labels?: { project?: string } }; spec: { schedulerName: string } };
    saw({ metadata, spec });
    return spec.schedulerName === 'kai-scheduler' && metadata.labels?.project === project;
  });
}

/** Types what is no command of a page, and must succeed. */
async function prepare(shell: Shell, ...texts: readonly string[]): Promise<void> {
  const problems = await typeIn(
    shell,
    texts.map((text) => ({ page: 'before or after the page', line: 0, text })),
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

const helm = (words: string): string => `helm ${words} --namespace ${RELEASE}`;

async function bringAbout(cluster: Cluster, shell: Shell, given: Given): Promise<void> {
  await emptyNamespace(cluster);
  await relabel(cluster, given.labels ?? {});
  if (given.release && !isInstalled) {
    const install = `install ${RELEASE} charts/${RELEASE} --create-namespace --wait`;
    const values = '--set config.flavour=kai --set image.repository=registry.example.com/team/gpu-fraction-webhook';
    await prepare({ ...shell, folder: shell.home }, helm(`${install} ${values}`));
    isInstalled = true;
  }
  if (given.release) {
    const core = cluster.kubeConfig.makeApiClient(CoreV1Api);
    const { data } = await core.readNamespacedConfigMap({ namespace: RELEASE, name: RELEASE });
    writeFileSync(join(shell.home, 'config.yaml'), data?.['config.yaml'] ?? '');
    await untilKnown(cluster, given.labels?.['kai/project']);
  }
  for (const object of [...(given.objects ?? []), ...(given.release ? [HALF] : [])]) {
    await create(cluster.kubeConfig, object);
  }
}

async function putBack(shell: Shell, given: Given, statements: readonly Statement[]): Promise<void> {
  const hasChanged = !given.release || statements.some(({ text }) => /^helm (rollback|uninstall|upgrade)/.test(text));
  if (given.after !== undefined) await prepare(shell, given.after);
  if (hasChanged) {
    await prepare(shell, `${helm(`uninstall ${RELEASE}`)} --ignore-not-found`);
    isInstalled = false;
  }
}

/** With what is typed in between by somebody else. */
const withOthers = ({ before = [] }: Given, statements: readonly Statement[]): readonly Statement[] =>
  statements.flatMap((statement) => [
    ...before
      .filter(({ command }) => command.test(statement.text))
      .map(({ typed: text }) => ({ page: 'before a command of the page', line: 0, text })),
    statement,
  ]);

/** `helm test` takes seven seconds, most of them for a namespace to go. This page types it, once; all others have the same. */
const HELM_TEST = typed('docs/way-in.md').find(isHelmTest);

function isHelmTest({ text }: Statement): boolean {
  return text.startsWith('helm test ');
}

const isSame = (one: Statement, other: Statement | undefined): boolean =>
  one.page === other?.page && one.line === other.line;

describeOnCluster(
  'the commands of the pages',
  {
    kubernetes: 'newest',
    groups: ['kubectl', 'helm4'],
    python: ['pipelines-v2'],
    missing: isThere ? undefined : { reason: 'this machine has only loopback addresses', enable: 'a network' },
    start: async (cluster) => {
      await Promise.all(KINDS.map((kind) => installOpenCrd(cluster, kind)));
      await ensureNamespace(cluster, NAMESPACE);
      await ensureServiceAccounts(cluster, NAMESPACE, 'default-editor');
      // The bundle of these sources: what people install, and four times as fast to start.
      const folder = join(cluster.folder, 'program');
      await bundle(folder);
      const main = join(folder, PROGRAM);
      bin = await putOnPath(cluster, main, await playNode(cluster, main, RELEASE));
    },
  },
  (cluster) => {
    const pages = PAGES_TO_TYPE.toSorted((a, b) => Number(givenOf(a).release) - Number(givenOf(b).release));

    it.each(pages)('do what they say: %s', async (page) => {
      const given = givenOf(page);
      const statements = typed(page).filter((statement) => !isHelmTest(statement) || isSame(statement, HELM_TEST));
      const shell = sitDown(cluster(), bin, page, given);
      await bringAbout(cluster(), shell, given);
      try {
        expect(await typeIn(shell, withOthers(given, statements))).toEqual([]);
      } finally {
        await putBack(shell, given, statements);
      }
    });
  },
);
