import { readFileSync } from 'node:fs';
import { callOk } from '../../api.ts';
import type { Cluster } from '../../control-plane.ts';

const COUNT =
  /^apiserver_admission_webhook_fail_open_count\{[^}]*name="[^"]*\.pods\.gpu-fraction-webhook"[^}]*\} (\S+)/gm;

/** Calls of this project's webhook that the API server has done without since it was started. */
export async function readFailOpenCount({ kubeConfig }: Cluster): Promise<number> {
  const { body } = await callOk(kubeConfig, 'GET', '/metrics');
  return [...String(body).matchAll(COUNT)].reduce((sum, [, value]) => sum + Number(value), 0);
}

/** What the API server's log says about them. */
export const failOpenReasons = (cluster: Cluster): readonly string[] =>
  (cluster.machine ?? cluster).processes
    .running()
    .filter(({ name }) => name === 'kube-apiserver')
    .flatMap(({ logFile }) => readFileSync(logFile, 'utf8').match(/Failed calling webhook, failing open.*/g) ?? []);
