import { NVIDIA_GPU, NVIDIA_MIG_PREFIX } from '../vocabulary.ts';
import { type CelVariable, literal } from './cel.ts';

export const gpuLimitOf = (container: string): string =>
  `${container}.?resources.?limits[?${literal(NVIDIA_GPU)}].orValue("0")`;

/** As the API server writes whole numbers; a limit of half a GPU arrives as `500m`. */
const WHOLE_NUMBER = '.matches("^[0-9]{1,3}$")';
const POSITIVE_NUMBER = '.matches("^[1-9][0-9]{0,2}$")';

/** The limits of a pod, for CEL, as far as they are whole numbers, which `limitsArePlain` tells. As `readGpuLimits`. */
export const GPU_LIMIT_VARIABLES: readonly CelVariable[] = [
  { name: 'gpuLimits', expression: `variables.containers.map(container, ${gpuLimitOf('container')})` },
  { name: 'initGpuLimits', expression: `variables.initContainers.map(container, ${gpuLimitOf('container')})` },
  {
    name: 'migLimits',
    expression: `(variables.containers + variables.initContainers).map(container, container.?resources.?limits.orValue({})).map(limits, limits.filter(key, key.startsWith(${literal(NVIDIA_MIG_PREFIX)})).map(key, limits[key])).flatten()`,
  },
  {
    name: 'limitsArePlain',
    expression: `(variables.gpuLimits + variables.initGpuLimits).all(limit, limit${WHOLE_NUMBER}) && variables.migLimits.all(limit, limit${POSITIVE_NUMBER})`,
  },
  { name: 'gpuCount', expression: 'variables.gpuLimits.map(limit, int(limit)).sum()' },
  { name: 'initHasGpu', expression: 'variables.initGpuLimits.exists(limit, limit != "0")' },
  {
    name: 'hasWholeGpu',
    expression: 'variables.gpuCount > 0 || variables.initHasGpu || variables.migLimits.size() > 0',
  },
];
