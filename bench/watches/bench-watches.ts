import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apply, callOk, create } from '../../test/cluster/api.ts';
import { type Cluster, startControlPlane } from '../../test/cluster/control-plane.ts';
import { installOpenCrd, podDefaults } from '../../test/cluster/watches/open-crd.ts';
import { apiPort } from '../../test/cluster/watches/watching.ts';

/*
 * node bench/watches/bench-watches.ts [COUNT]   memory and time to ready of the bundle that watches COUNT namespaces and
 * as many PodDefaults on a real API server; the figures stand in docs/watches.md. Needs root, to give a process the
 * folder of a service account in a mount namespace of its own. Half a minute for each thousand.
 */

const count = Number(process.argv[2] ?? 10_000);
const bundle = join(import.meta.dirname, '../../dist/gpu-fraction-webhook.mjs');
/** As in the image, for a container of 128 MiB. */
const NODE_OPTIONS = '--max-old-space-size=64 --max-semi-space-size=2';

interface Reading {
  readonly what: string;
  readonly readyMillis: number;
  readonly idleMiB: number;
  /** Of that, what is not a file: the part that a container's limit is about. */
  readonly ofItAnonymousMiB: number;
  readonly peakMiB: number;
}

const cluster = await startControlPlane();
try {
  const folder = await serviceAccount(cluster);
  const readings = [
    await measure('no watch', cluster),
    await measure('in a pod, empty cluster', cluster, folder),
    await measure('by kubeconfig, empty cluster', cluster, 'kubeconfig'),
  ];
  await installOpenCrd(cluster, podDefaults);
  await fill(cluster, count);
  const full = `${count} namespaces and PodDefaults`;
  readings.push(await measure(`in a pod, ${full}`, cluster, folder));
  readings.push(await measure(`by kubeconfig, ${full}`, cluster, 'kubeconfig'));
  console.table(readings);
} finally {
  await cluster.stop();
}

async function serviceAccount({ kubeConfig, folder, authority }: Cluster): Promise<string> {
  const name = 'watching';
  await apply(
    kubeConfig,
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'default' } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'default' }],
    },
  );
  const path = `/api/v1/namespaces/default/serviceaccounts/${name}/token`;
  const { body } = await callOk(kubeConfig, 'POST', path, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  const made = join(folder, 'service-account');
  mkdirSync(made);
  writeFileSync(join(made, 'token'), (body as { status: { token: string } }).status.token);
  writeFileSync(join(made, 'ca.crt'), authority.cert);
  return made;
}

/** What a Kubeflow profile's namespace and its PodDefaults carry. */
async function fill({ kubeConfig }: Cluster, most: number): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < most) {
      const name = `kubeflow-user-${next}`;
      next += 1;
      if (next % 1000 === 0) {
        console.error(`bench: ${next} of ${most}`);
      }
      await create(kubeConfig, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name,
          labels: {
            'app.kubernetes.io/part-of': 'kubeflow-profile',
            'istio-injection': 'enabled',
            'katib.kubeflow.org/metrics-collector-injection': 'enabled',
            'pipelines.kubeflow.org/enabled': 'true',
            'runai-injection': 'enabled',
            'runai/queue': `team-${next % 100}`,
          },
          annotations: { owner: `user-${next}@example.com` },
        },
      });
      await create(kubeConfig, {
        apiVersion: 'kubeflow.org/v1alpha1',
        kind: 'PodDefault',
        metadata: { name: 'runai-half-gpu', namespace: name },
        spec: {
          desc: 'Half a GPU',
          selector: { matchLabels: { 'runai-half-gpu': 'true' } },
          env: [
            { name: 'RUNAI_PROJECT', value: `team-${next % 100}` },
            { name: 'RUNAI_GPU_FRACTION', value: '0.5' },
          ],
          volumes: [{ name: 'token', secret: { secretName: `token-of-user-${next}` } }],
          volumeMounts: [{ name: 'token', mountPath: '/var/run/token' }],
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

/** Starts the bundle, waits until it is ready and then half a minute, and looks at its memory. */
async function measure(what: string, { kubeconfigPath, ...cluster }: Cluster, how?: string): Promise<Reading> {
  const serve = `${process.execPath} ${bundle} serve --dev --https-port 0 --health-port 0 --lame-duck-seconds 0`;
  const inPod = [
    'mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io/serviceaccount',
    `mount --bind ${how} /run/secrets/kubernetes.io/serviceaccount`,
    `exec ${serve}`,
  ].join(' && ');
  const { KUBERNETES_SERVICE_HOST: _, KUBECONFIG: __, ...environment } = process.env;
  const child =
    how === undefined || how === 'kubeconfig'
      ? spawn('sh', ['-c', `exec ${serve} ${how === undefined ? '' : `--kubeconfig ${kubeconfigPath}`}`], {
          env: { ...environment, NODE_OPTIONS },
          stdio: ['ignore', 'pipe', 'inherit'],
        })
      : spawn('unshare', ['--mount', 'sh', '-c', inPod], {
          env: {
            ...environment,
            NODE_OPTIONS,
            KUBERNETES_SERVICE_HOST: '127.0.0.1',
            KUBERNETES_SERVICE_PORT: String(apiPort({ kubeconfigPath, ...cluster })),
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
  const began = performance.now();
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  for (;;) {
    const port = /"health":"[^"]*:(\d+)"/.exec(output)?.[1];
    const isReady = port !== undefined && (await fetch(`http://localhost:${port}/readyz`)).ok;
    if (isReady) break;
    if (child.exitCode !== null) throw new Error(`ended: ${output}`);
    await sleep(20);
  }
  const readyMillis = Math.round(performance.now() - began);
  await sleep(30_000);
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const mib = (field: string): number => Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024);
  child.kill('SIGKILL');
  return { what, readyMillis, idleMiB: mib('VmRSS'), ofItAnonymousMiB: mib('RssAnon'), peakMiB: mib('VmHWM') };
}
