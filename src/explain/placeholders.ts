import { annotationsOf, envOf, labelsOf, type PodJson } from '../decision/pod.ts';

const PLACEHOLDER = /\{\{[^{}]*\}\}/;

/**
 * Notes about values that only a running workflow knows. They are judged as they stand, which may look like a mistake
 * that nobody made.
 */
export function placeholdersIn({
  origin,
  name,
  pod,
}: {
  origin: string;
  name: string;
  pod: PodJson;
}): readonly string[] {
  const said = [
    ...Object.entries(labelsOf(pod)).map(([key, value]) => [`label ${key}`, value] as const),
    ...Object.entries(annotationsOf(pod)).map(([key, value]) => [`annotation ${key}`, value] as const),
    ...pod.spec.containers
      .flatMap(envOf)
      .filter((env) => env.name.startsWith('RUNAI_'))
      .map((env) => [`env ${env.name}`, env.value ?? ''] as const),
  ];
  return said
    .filter(([, value]) => PLACEHOLDER.test(value) && value.length < 200)
    .map(([field, value]) => `${origin}: pod ${name}: ${field} is ${value}, which only the running workflow knows`);
}
