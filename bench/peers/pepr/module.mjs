import { a, Capability, PeprModule } from 'pepr';

/*
 * The same webhook with Pepr: a capability that changes the pod in place, and Pepr compares it with what it was. Started like
 * the module that `pepr build` makes, in the mode that answers admissions.
 */

const GPU = 'nvidia.com/gpu';

const capability = new Capability({
  name: 'gpu-fraction',
  description: 'Sends pods to a GPU scheduler',
  namespaces: [],
});

capability
  .When(a.Pod)
  .IsCreated()
  .Mutate((request) => {
    const { metadata = {}, spec } = request.Raw;
    const { labels = {}, annotations = {} } = metadata;
    if (spec === undefined || !['', 'default-scheduler'].includes(spec.schedulerName ?? '')) {
      return;
    }
    const containers = spec.containers;
    const wanted = annotations['gpu-fraction-container-name'] ?? annotations['kubectl.kubernetes.io/default-container'];
    const work = containers.find(({ name }) => name === wanted) ?? containers[0];
    const env = (wantedName) => work?.env?.find(({ name }) => name === wantedName)?.value;
    const project = annotations['RUNAI_PROJECT'] || labels['RUNAI_PROJECT'] || env('RUNAI_PROJECT');
    const fraction = canonical(
      annotations['gpu-fraction'] ||
        annotations['RUNAI_GPU_FRACTION'] ||
        labels['gpu-fraction'] ||
        labels['RUNAI_GPU_FRACTION'] ||
        env('RUNAI_GPU_FRACTION'),
    );
    if (work === undefined || (project === undefined && fraction === undefined && labels['runai'] !== 'true')) {
      return;
    }
    spec.schedulerName = 'runai-scheduler';
    if (labels['project'] === undefined && project !== undefined) {
      request.SetLabel('project', project);
    }
    if (fraction === undefined) {
      return;
    }
    request.SetAnnotation('gpu-fraction', fraction);
    request.SetAnnotation('gpu-fraction-container-name', work.name);
    for (const { resources } of containers) {
      delete resources?.limits?.[GPU];
      delete resources?.requests?.[GPU];
    }
  });

/** 0.5 for 0.50 and for 50%, and undefined for what is no share. */
function canonical(text = '') {
  const trimmed = text.trim();
  const share = trimmed.endsWith('%') ? Number(trimmed.slice(0, -1)) / 100 : Number(trimmed);
  return share > 0 && share < 1 ? String(share) : undefined;
}

const description = 'gpu-fraction-webhook, with Pepr';
const pepr = { uuid: 'bench', onError: 'ignore', webhookTimeout: 10, alwaysIgnore: { namespaces: [] } };
new PeprModule({ description, pepr }, [capability], { deferStart: true }).start(Number(process.argv[2]));
