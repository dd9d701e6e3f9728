import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { imageName } from '../../../image/image-name.ts';
import type { Cluster } from '../../control-plane.ts';
import { ensureNamespace } from '../../namespaces.ts';
import { optedIn } from '../../own-webhook.ts';
import { program } from '../../programs.ts';
import { describeOnNode } from '../suite.ts';
import { helm, leftovers, RELEASE, settled, untilPatched } from './release.ts';

const NAMESPACE = 'team-space';

/** Runs a person's commands, with the cluster's kubectl and Helm 4 on the path; throws with their words on failure. */
async function shell(cluster: Cluster, script: string): Promise<string> {
  const folders = [await program('kubectl', 'kubectl'), await program('helm4', 'helm')].map((path) => dirname(path));
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    env: { ...process.env, KUBECONFIG: cluster.kubeconfigPath, PATH: [...folders, process.env['PATH']].join(':') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (status !== 0) {
    throw new Error(`${script}\n${stdout}${stderr}`);
  }
  return stdout;
}

/** The commands on the page by which Helm takes the plain manifests over. */
function takeOver(): string {
  const page = readFileSync('docs/install.md', 'utf8');
  const [, commands = ''] = /^### From `deploy\/` to Helm$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(page) ?? [];
  return commands;
}

/** What the page has in place of an image of one's own. */
const PUBLISHED_IMAGE = /--set image\.repository=\S+/;

/** A person's own kustomization, beside a copy of ours: kustomize takes no absolute path. */
function kustomization(cluster: Cluster): string {
  const folder = join(cluster.folder, 'mine');
  mkdirSync(folder);
  cpSync('deploy', join(folder, 'deploy'), { recursive: true });
  const [repository = '', tag = ''] = imageName.split(':');
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `resources: [deploy/kai]\nimages: [{name: ${RELEASE}, newName: docker.io/library/${repository}, newTag: "${tag}"}]\n`,
  );
  return folder;
}

describeOnNode('the plain manifests in deploy/', { groups: ['kubectl', 'helm4'], ownImage: true }, (running) => {
  it('install the same with kubectl alone, and change nothing when they are applied again', async () => {
    const { cluster } = running();
    const folder = kustomization(cluster);
    await shell(cluster, `kubectl apply -k ${folder}`);
    await settled(cluster);
    await ensureNamespace(cluster, NAMESPACE, { labels: optedIn('team-a') });
    await untilPatched(cluster, NAMESPACE);

    const again = await shell(cluster, `kubectl apply -k ${folder}`);
    expect(
      again
        .trim()
        .split('\n')
        .filter((line) => !line.endsWith(' unchanged') && !line.endsWith(' configured')),
    ).toEqual([]);
    // What the program has written is still there.
    await untilPatched(cluster, NAMESPACE);
  });

  it('are taken over by Helm with the commands of the page, and removed by it', async () => {
    const { cluster } = running();
    const commands = takeOver();
    expect(commands).toContain('helm install');
    const [repository = '', tag = ''] = imageName.split(':');
    const image = `--set image.repository=docker.io/library/${repository} --set image.tag=${tag}`;
    expect(commands).toMatch(PUBLISHED_IMAGE);
    await shell(cluster, commands.replace(PUBLISHED_IMAGE, image));
    await settled(cluster);
    await untilPatched(cluster, NAMESPACE);

    await helm(cluster, 'helm4', ['uninstall', RELEASE, '--wait', '--timeout=90s']);
    expect(await leftovers(cluster)).toEqual([]);
  });
});
