import { type CelVariable, containersAmong, literal } from '../pod/cel.ts';
import { knownSidecar } from '../pod/containers.ts';
import { gpuLimitOf } from '../pod/gpu-limits-cel.ts';
import { DEFAULT_CONTAINER_ANNOTATION, GPU_FRACTION_CONTAINER_NAME } from '../vocabulary.ts';
import { FRACTION, MEMORY, PROJECT } from './spellings.ts';

/** Containers that ask under one of these names, sidecars not. A variable that cannot be read was said all the same. */
const asking = (names: readonly string[]): string =>
  `variables.requestEnvByContainer.filter(found, !(${knownSidecar('found.name')}) && found.env.exists(env, env.name in ${literal(names)} && (has(env.valueFrom) || env.?value.orValue("") != ""))).map(found, found.name)`;

/**
 * Which container works and which one gets a share, for CEL, as `findWorkContainer`; after `PLAIN_REQUEST_VARIABLES`,
 * `GPU_LIMIT_VARIABLES` and `WORK_VARIABLES`. Each list holds names, the strongest evidence first.
 */
export const WORK_CONTAINER_VARIABLES: readonly CelVariable[] = [
  { name: 'author', expression: `variables.annotations[?${literal(GPU_FRACTION_CONTAINER_NAME)}].orValue("")` },
  { name: 'askForAmount', expression: asking([FRACTION.env, MEMORY.env]) },
  {
    name: 'asking',
    expression: `variables.askForAmount.size() > 0 ? variables.askForAmount : ${asking([PROJECT.env])}`,
  },
  {
    name: 'candidates',
    expression: [
      containersAmong('[variables.author]'),
      'variables.signs',
      '(variables.asking.size() == 1 ? variables.asking : [])',
      containersAmong(`[variables.annotations[?${literal(DEFAULT_CONTAINER_ANNOTATION)}].orValue("")]`),
      `variables.containers.map(container, container.name).filter(name, !(${knownSidecar('name')}))`,
      '[variables.containers[0].name]',
    ].join(' + '),
  },
  { name: 'workContainer', expression: 'variables.candidates[0]' },
  {
    name: 'holders',
    expression: `variables.containers.filter(container, ${gpuLimitOf('container')} != "0").map(container, container.name)`,
  },
  {
    name: 'shareContainer',
    expression:
      'variables.author == "" && variables.holders.size() == 1 ? variables.holders[0] : variables.workContainer',
  },
];
