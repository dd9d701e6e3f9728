import { type CelVariable, literal } from '../pod/cel.ts';
import { hasReadableValue, type RequestEnv } from '../pod/environment.ts';
import { leavesSomething } from '../values/text.ts';
import { FRACTION, MEMORY } from './spellings.ts';

/** All spellings of an amount. */
const SPELLINGS = [FRACTION, MEMORY];

/**
 * What asks for an amount of GPU on a pod, for CEL: `amounts` is a list of texts such as `annotation gpu-fraction is "0.5"`,
 * the highest source first. Any amount that can be read counts, whatever it is: a share, whole GPUs, or a value that the
 * webhook would refuse.
 *
 * Not among them is what CEL cannot see, a PodDefault that is still to be applied and the owner of a gang; nor a fractional
 * limit, for which the API server itself refuses a pod, before it asks any policy.
 */
export const AMOUNT_VARIABLES: readonly CelVariable[] = [
  amountsInMap('annotation'),
  amountsInMap('label'),
  {
    name: 'amountsInEnvironment',
    expression: SPELLINGS.map(({ env }) => inEnvironment(env)).join(' + '),
  },
  {
    name: 'amounts',
    expression: 'variables.amountsInAnnotations + variables.amountsInLabels + variables.amountsInEnvironment',
  },
];

function amountsInMap(kind: 'annotation' | 'label'): CelVariable {
  const map = `variables.${kind}s`;
  const names = literal(SPELLINGS.flatMap((spelling) => spelling[`${kind}s`]));
  const asks = leavesSomething(`${map}[?name].orValue("")`);
  return {
    name: kind === 'annotation' ? 'amountsInAnnotations' : 'amountsInLabels',
    expression: `${names}.filter(name, ${asks}).map(name, "${kind} " + name + " is " + ${shown(`${map}[name]`)})`,
  };
}

/** Of the regular containers; of a name that stands twice in one, Kubernetes uses the last. */
function inEnvironment(name: RequestEnv): string {
  const named = `container.?env.orValue([]).filter(env, env.name == ${literal(name)})`;
  return [
    // CEL wants one type for the values of a map.
    `variables.containers.map(container, {"name": container.name, "env": dyn(${named})})`,
    'filter(found, found.env.size() > 0)',
    'map(found, {"name": found.name, "env": found.env[found.env.size() - 1]})',
    `filter(found, ${hasReadableValue('found.env')})`,
    `map(found, "env ${name} of container " + found.name + " is " + ${shown('found.env.value')})`,
  ].join('.');
}

/** The API server drops a message with a line break, and people read it in terminals. */
function shown(value: string): string {
  return `(${value}.matches("^[ -~]{1,60}$") ? "\\"" + ${value} + "\\"" : "a value of other characters")`;
}
