import { setTimeout as sleep } from 'node:timers/promises';
import { create } from '../../api.ts';
import { waitingPod } from '../chart/load.ts';
import { settled } from '../chart/release.ts';
import { type Disturbance, failures, NAMESPACE, rest } from './disturbance.ts';

/** What a client sees of an API server that is away, or just coming. */
const IS_AWAY = /ECONNREFUSED|ECONNRESET|socket hang up|EPIPE|not yet ready|etcdserver|shutting down|forbidden: User/;

/** Its metrics begin anew with it, so what it did without us is told by the pods alone. */
export const apiServerRestart: Disturbance = {
  name: 'api-server-restart',
  title: 'the API server is stopped and started',
  async disturb({ cluster, until }) {
    await sleep(2000);
    await cluster.apiServer.stop();
    await cluster.apiServer.start();
    const ready = performance.now();
    const { metadata } = waitingPod();
    await create(
      cluster.kubeConfig,
      { ...waitingPod(), metadata: { ...metadata, namespace: NAMESPACE } },
      '?dryRun=All',
    );
    const first = Math.round(performance.now() - ready);
    await rest({ until }, 5000);
    await settled(cluster);
    return `the first creation took ${first} ms`;
  },
  judge: ({ unpatched, failed }) => [
    ...(unpatched > 0 ? [`${unpatched} unpatched`] : []),
    ...failures(Object.fromEntries(Object.entries(failed).filter(([message]) => !IS_AWAY.test(message)))),
  ],
};
