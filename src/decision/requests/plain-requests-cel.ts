import { type CelVariable, literal } from '../pod/cel.ts';
import { fractionText, hundredthsOf, memoryText, plainInteger } from '../values/plain-cel.ts';
import { labelValueInCel } from '../values/text.ts';
import { GPU_ANNOTATIONS, GPU_FRACTION, GPU_FRACTION_NUM_DEVICES, GPU_MEMORY } from '../vocabulary.ts';
import { FRACTION, MEMORY, PROJECT, USE_SCHEDULER } from './spellings.ts';

const SPELLINGS = [PROJECT, FRACTION, MEMORY];

type SpellingWithVariable = (typeof SPELLINGS)[number];

const variables = (of: string): string => `variables.requestEnv.filter(env, env.name == ${of} && !has(env.valueFrom))`;

/** All that is said under a spelling, by any source that can be read; what is empty was not said. */
function said({ annotations, labels, env }: SpellingWithVariable, ...alsoLabels: readonly string[]): string {
  const inMap = (map: 'annotations' | 'labels', names: readonly string[]): string =>
    `${literal(names)}.map(name, variables.${map}[?name].orValue(""))`;
  return `(${[
    ...alsoLabels.map((name) => `[variables.labels[?${name}].orValue("")]`),
    inMap('annotations', annotations),
    inMap('labels', labels),
    `${variables(literal(env))}.map(env, env.?value.orValue(""))`,
  ].join(' + ')}).filter(value, value != "").distinct()`;
}

/** Variables of one container that ask for something; a name that stands twice in it is no plain form. */
const asksFor = `env.name in ${literal(SPELLINGS.map(({ env }) => env))}`;

const isUnreadable = 'has(env.valueFrom)';
const isProject = `env.name == ${literal(PROJECT.env)}`;

/**
 * What a pod asks for, for CEL, as far as it is said in plain forms: each value as the schedulers want it, no white space,
 * and all sources of one mind. `isPlain` tells whether that is so; what it does not hold for, `readRequests` may still
 * understand. `variables.projectLabel` is the key of the project label, `variables.maxWholeGpus` a setting.
 */
export const PLAIN_REQUEST_VARIABLES: readonly CelVariable[] = [
  {
    name: 'requestEnvByContainer',
    // CEL wants one type for the values of a map.
    expression: `variables.containers.map(container, {"name": container.name, "env": dyn(container.?env.orValue([]).filter(env, ${asksFor}))}).filter(found, found.env.size() > 0)`,
  },
  { name: 'requestEnv', expression: 'variables.requestEnvByContainer.map(found, found.env).flatten()' },
  { name: 'projects', expression: said(PROJECT, 'variables.projectLabel') },
  { name: 'fractions', expression: said(FRACTION) },
  { name: 'memories', expression: said(MEMORY) },
  { name: 'mebibytes', expression: `variables.memories.map(value, ${memoryText('value')}).distinct()` },
  { name: 'hundredths', expression: `variables.fractions.map(value, ${hundredthsOf('value')}).distinct()` },
  { name: 'asksForAmount', expression: 'variables.fractions.size() + variables.memories.size() > 0' },
  { name: 'isWhole', expression: 'variables.hundredths.exists(amount, amount >= 100)' },
  { name: 'isShare', expression: 'variables.asksForAmount && !variables.isWhole' },
  { name: 'wholeGpus', expression: 'variables.hundredths[0] / 100' },
  {
    name: 'shareAnnotation',
    expression: `variables.memories.size() > 0 ? ${literal(GPU_MEMORY)} : ${literal(GPU_FRACTION)}`,
  },
  {
    name: 'shareText',
    expression: `variables.memories.size() > 0 ? variables.mebibytes[0] : ${fractionText('variables.hundredths[0]')}`,
  },
  {
    name: 'asksForScheduler',
    expression: [
      // A project that admission cannot read still says that the scheduler is wanted.
      `variables.requestEnv.exists(env, ${isProject} && (${isUnreadable} || env.?value.orValue("") != ""))`,
      ...PROJECT.annotations.map((name) => `variables.annotations[?${literal(name)}].orValue("") != ""`),
      ...PROJECT.labels.map((name) => `variables.labels[?${literal(name)}].orValue("") != ""`),
      ...USE_SCHEDULER.labels.map((name) => `variables.labels[?${literal(name)}].orValue("").lowerAscii() == "true"`),
      'variables.asksForAmount',
    ].join(' || '),
  },
  {
    name: 'isPlain',
    expression: [
      'variables.requestEnvByContainer.all(found, found.env.map(env, env.name).distinct().size() == found.env.size())',
      `!variables.requestEnv.exists(env, ${isUnreadable} && !(${isProject}))`,
      'variables.projects.size() < 2',
      `variables.projects.all(project, ${labelValueInCel('project')})`,
      'variables.hundredths.size() + variables.mebibytes.size() < 2',
      'variables.hundredths.all(amount, amount > 0 && (amount < 100 || amount <= variables.maxWholeGpus * 100))',
      'variables.mebibytes.all(amount, amount != "")',
      // An empty one is taken off.
      `${literal(GPU_ANNOTATIONS)}.all(key, variables.annotations[?key].orValue("x") != "")`,
      `(!(${literal(GPU_FRACTION_NUM_DEVICES)} in variables.annotations) || variables.isShare && ${plainInteger(`variables.annotations[${literal(GPU_FRACTION_NUM_DEVICES)}]`)})`,
    ].join(' && '),
  },
];
