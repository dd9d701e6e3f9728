import { envOf } from '../decision/pod/containers.ts';
import { annotationsOf, labelsOf, type PodJson } from '../decision/pod/pod.ts';

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
  const read = (key: string) => key === 'runai' || key === 'project' || /^(gpu-|RUNAI_)/.test(key);
  const said = [
    ...Object.entries(labelsOf(pod)).map(([key, value]) => ['label', key, value] as const),
    ...Object.entries(annotationsOf(pod)).map(([key, value]) => ['annotation', key, value] as const),
    ...pod.spec.containers.flatMap(envOf).map((env) => ['env', env.name, env.value ?? ''] as const),
  ];
  return said
    .filter(([, key, value]) => read(key) && PLACEHOLDER.test(value))
    .map(
      ([kind, key, value]) =>
        `${origin}: pod ${name}: ${kind} ${key} is ${value}, which only the running workflow knows`,
    );
}
