import type { Cluster } from './control-plane.ts';
import { startFakeWebhook } from './fake-webhook.ts';
import { registerOther } from './webhook.ts';

/**
 * Plays Istio's injector as it is with holdApplicationUntilProxyStarts: a container of its own comes first (istio/istio
 * 1.29.0, pkg/kube/inject/webhook.go, reorderPod). Its configuration's name sorts between this project's and KAI's.
 */
export async function playIstio(cluster: Cluster): Promise<void> {
  const service = { namespace: 'istio-system', name: 'istiod' };
  const proxy = { name: 'istio-proxy', image: 'example.com/proxyv2', terminationMessagePath: '/dev/termination-log' };
  const { port, caBundle } = await startFakeWebhook(cluster, service, ({ request }) => {
    const { spec } = request.object as { spec: { containers: { name: string }[] } };
    return spec.containers.some(({ name }) => name === proxy.name)
      ? {}
      : { patch: [{ op: 'add', path: '/spec/containers/0', value: proxy }] };
  });
  await registerOther(cluster, {
    name: 'istio-sidecar-injector',
    service,
    port,
    path: '/mutate',
    caBundle,
    namespaceSelector: { matchLabels: { 'istio-injection': 'enabled' } },
  });
}
