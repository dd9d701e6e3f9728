/*
 * The webhook's rules for peers that change the pod in place, as far as the timed pods need them; bench/peers/go/routing has
 * them in Go.
 */

const GPU = 'nvidia.com/gpu';

/**
 * Changes a pod that asks for a scheduler or a share of a GPU; leaves others alone.
 *
 * @param {any} pod a pod as it came, as JSON
 */
export function route(pod) {
  const { metadata, spec } = pod;
  const { labels = {}, annotations = {} } = metadata;
  if (!['', 'default-scheduler'].includes(spec.schedulerName ?? '')) {
    return;
  }
  const wanted = annotations['gpu-fraction-container-name'] ?? annotations['kubectl.kubernetes.io/default-container'];
  const work = spec.containers.find((/** @type {any} */ { name }) => name === wanted) ?? spec.containers[0];
  const env = (/** @type {string} */ called) => work.env?.find((/** @type {any} */ { name }) => name === called)?.value;
  const project = annotations['RUNAI_PROJECT'] || labels['RUNAI_PROJECT'] || env('RUNAI_PROJECT');
  const fraction = canonical(
    annotations['gpu-fraction'] ||
      annotations['RUNAI_GPU_FRACTION'] ||
      labels['gpu-fraction'] ||
      labels['RUNAI_GPU_FRACTION'] ||
      env('RUNAI_GPU_FRACTION'),
  );
  if (project === undefined && fraction === undefined && labels['runai'] !== 'true') {
    return;
  }
  spec.schedulerName = 'runai-scheduler';
  if (labels['project'] === undefined && project !== undefined) {
    metadata.labels = { ...labels, project };
  }
  if (fraction === undefined) {
    return;
  }
  metadata.annotations = { ...annotations, 'gpu-fraction': fraction, 'gpu-fraction-container-name': work.name };
  for (const { resources } of spec.containers) {
    delete resources?.limits?.[GPU];
    delete resources?.requests?.[GPU];
  }
}

/** 0.5 for 0.50 and for 50%, and undefined for what is no share. */
function canonical(text = '') {
  const trimmed = text.trim();
  const share = trimmed.endsWith('%') ? Number(trimmed.slice(0, -1)) / 100 : Number(trimmed);
  return share > 0 && share < 1 ? String(share) : undefined;
}
