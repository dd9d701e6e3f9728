import type { Cluster } from '../control-plane.ts';
import type { Answer, Review } from '../fake-webhook.ts';
import { startFakeWebhook } from '../fake-webhook.ts';
import { runPython } from '../python.ts';
import { registerOther } from '../webhook.ts';
import type { Workflow } from './argo-workflow.ts';

/** Compiles the two pipelines of python/kfp_v1.py with the Kubeflow Pipelines SDK 1.8. */
export async function compileV1(project: string): Promise<{ whole_gpu: Workflow; half_gpu: Workflow }> {
  return JSON.parse(await runPython('pipelines-v1', 'kfp_v1.py', [project]));
}

/**
 * What the API server of Kubeflow Pipelines adds when a compiled v1 Workflow is run. It is not here itself: it needs a
 * database and an object store. Each step names its place in kubeflow/pipelines 2.16.0.
 */
export function asSubmittedByKfp(workflow: Workflow, { cache = false } = {}): Workflow {
  return {
    ...workflow,
    spec: {
      ...workflow.spec,
      // backend/src/apiserver/template/argo_template.go: SetLabelsToAllTemplates(util.LabelKeyCacheEnabled, ...)
      // backend/src/common/util/workflow.go: SetAnnotationsToAllTemplatesIfKeyNotExist(AnnotationKeyIstioSidecarInject)
      templates: workflow.spec.templates.map((template) => ({
        ...template,
        metadata: {
          labels: { ...template.metadata?.labels, 'pipelines.kubeflow.org/cache_enabled': String(cache) },
          annotations: { 'sidecar.istio.io/inject': 'false', ...template.metadata?.annotations },
        },
      })),
      // backend/src/common/util/workflow.go: SetPodMetadataLabels(LabelKeyWorkflowRunId, run id)
      podMetadata: { labels: { 'pipeline/runid': '4a5f0c1e-2b7d-4d0a-9b53-6f1d2c3e4a05' } },
    },
  };
}

/**
 * Plays the cache server of Kubeflow Pipelines, which finds every step in its cache: backend/src/cache/server/mutation.go,
 * registered as applications/pipeline/upstream/env/cert-manager/base/cache-webhook-config.yaml of kubeflow/manifests does.
 */
export async function playCacheServer(cluster: Cluster): Promise<void> {
  const service = { namespace: 'kubeflow', name: 'cache-server' };
  const { port, caBundle } = await startFakeWebhook(cluster, service, cacheHit);
  await registerOther(cluster, {
    name: 'cache-webhook-kubeflow',
    service,
    port,
    path: '/mutate',
    caBundle,
    namespaceSelector: {},
    objectSelector: { matchLabels: { 'pipelines.kubeflow.org/cache_enabled': 'true' } },
  });
}

function cacheHit({ request }: Review): Answer {
  const { metadata } = request.object as { metadata: { labels?: object; annotations?: object } };
  return {
    patch: [
      // The whole list, by a container that only says so; and none before it.
      {
        op: 'add',
        path: '/spec/containers',
        value: [{ name: 'main', image: 'busybox', command: ['echo', 'This step output is taken from cache.'] }],
      },
      { op: 'remove', path: '/spec/initContainers' },
      {
        op: 'add',
        path: '/metadata/labels',
        value: {
          ...metadata.labels,
          'pipelines.kubeflow.org/cache_id': '7',
          'pipelines.kubeflow.org/reused_from_cache': 'true',
        },
      },
      {
        op: 'add',
        path: '/metadata/annotations',
        value: { ...metadata.annotations, 'pipelines.kubeflow.org/execution_cache_key': 'e3b0c44298fc1c14' },
      },
    ],
  };
}
