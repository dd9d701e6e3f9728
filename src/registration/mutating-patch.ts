import { literal } from '../decision/pod/cel.ts';
import { GPU_FRACTION, GPU_FRACTION_CONTAINER_NAME, NVIDIA_GPU } from '../decision/vocabulary.ts';

/*
 * The JSON Patch of the mutating policy, as one expression: what the API server cannot evaluate under `failurePolicy: Ignore`
 * it leaves out mutation by mutation, so what belongs together has to be one. JSON Patch and not an apply configuration,
 * because that would put a container's resources together by rules of its own, and can take nothing off.
 */

const operation = (op: 'add' | 'remove', path: string, value?: string): string =>
  `JSONPatch{op: "${op}", path: ${path}${value === undefined ? '' : `, value: ${value}`}}`;

/** RFC 6901. */
const GPU_TOKEN = NVIDIA_GPU.replaceAll('~', '~0').replaceAll('/', '~1');

const list = (...operations: readonly string[]): string => `[${operations.join(', ')}]`;

const when = (condition: string, operations: string, otherwise = '[]'): string =>
  `(${condition} ? ${operations} : ${otherwise})`;

const SHARE: readonly (readonly [key: string, value: string])[] = [
  ['variables.shareAnnotation', 'variables.shareText'],
  [literal(GPU_FRACTION_CONTAINER_NAME), 'variables.shareContainer'],
];

const annotations = when(
  'variables.isShare',
  when(
    'has(object.metadata.annotations)',
    list(...SHARE.map(([key, value]) => operation('add', `"/metadata/annotations/" + ${key}`, value))),
    list(operation('add', '"/metadata/annotations"', `{${SHARE.map((entry) => entry.join(': ')).join(', ')}}`)),
  ),
  // The schedulers refuse a fraction that is none.
  when(
    `variables.isWhole && ${literal(GPU_FRACTION)} in variables.annotations`,
    list(operation('remove', literal(`/metadata/annotations/${GPU_FRACTION}`))),
  ),
);

const labels = when(
  'has(object.metadata.labels)',
  `variables.newLabels.map(key, ${operation('add', '"/metadata/labels/" + jsonpatch.escapeKey(key)', 'variables.newLabels[key]')})`,
  when('variables.newLabels.size() > 0', list(operation('add', '"/metadata/labels"', 'variables.newLabels'))),
);

const scheduler = list(operation('add', '"/spec/schedulerName"', 'variables.schedulerName'));

/** Both schedulers refuse a share beside a limit, even one of 0. */
const takeOff = (containers: 'containers' | 'initContainers', side: 'limits' | 'requests'): string =>
  `variables.${containers}.transformList(index, container, ${literal(NVIDIA_GPU)} in container.?resources.?${side}.orValue({}), ${operation('remove', `"/spec/${containers}/" + string(index) + "/resources/${side}/${GPU_TOKEN}"`)})`;

const limitsOfShare = (['initContainers', 'containers'] as const)
  .flatMap((containers) => [takeOff(containers, 'limits'), takeOff(containers, 'requests')])
  .join(' + ');

const COUNT = 'string(variables.wholeGpus)';
const PATH = '"/spec/containers/" + string(index) + "/resources';

const setSide = (side: 'limits' | 'requests'): string =>
  when(
    `has(container.resources.${side})`,
    operation('add', `${PATH}/${side}/${GPU_TOKEN}"`, COUNT),
    operation('add', `${PATH}/${side}"`, `{${literal(NVIDIA_GPU)}: ${COUNT}}`),
  );

const RESOURCES = `{"limits": {${literal(NVIDIA_GPU)}: ${COUNT}}, "requests": {${literal(NVIDIA_GPU)}: ${COUNT}}}`;

const wholeGpus = `variables.containers.transformList(index, container, container.name == variables.workContainer, ${when(
  'has(container.resources)',
  list(setSide('limits'), setSide('requests')),
  list(operation('add', `${PATH}"`, RESOURCES)),
)}).flatten()`;

const limits = when(
  'variables.isShare',
  limitsOfShare,
  when('variables.isWhole && variables.gpuCount == 0', wholeGpus),
);

const POSITION = 'variables.containers.map(container, container.name).indexOf(variables.shareContainer)';

/** Last, since it changes the indices that the operations above use. */
const order = when(
  `variables.containerTarget == "reorder" && variables.isShare && ${POSITION} > 0`,
  list(`JSONPatch{op: "move", from: "/spec/containers/" + string(${POSITION}), path: "/spec/containers/0"}`),
);

export const PATCH_EXPRESSION = when(
  'variables.isChanged',
  [annotations, labels, scheduler, limits, order].join(' + '),
).slice(1, -1);
