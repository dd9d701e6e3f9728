import type { ContainerJson, PodJson, StringMap } from '../../decision/pod/pod.ts';
import { hasPlaceholder } from '../controllers/placeholder.ts';

/** A pod without the values that only a running workflow knows, and what those were. */
export interface FilledIn {
  readonly pod: PodJson;
  /** One for each value, such as `annotation gpu-fraction is {{inputs.parameters.share}}`. */
  readonly unknown: readonly string[];
}

/**
 * Takes away what a decision would read and a run has still to fill in: judged as it stands, it would look like a mistake
 * that nobody made.
 */
export function withoutPlaceholders(pod: PodJson): FilledIn {
  const unknown: string[] = [];
  const known = (kind: string, key: string, value: unknown): boolean => {
    const fits = typeof value === 'string' && hasPlaceholder(value);
    if (fits) {
      unknown.push(`${kind} ${key} is ${value}`);
    }
    return !fits;
  };
  const annotations = (map: StringMap): StringMap =>
    Object.fromEntries(Object.entries(map).filter(([key, value]) => !isRead(key) || known('annotation', key, value)));
  // Which label names a project or a queue is a setting, and none may have braces.
  const labels = (map: StringMap): StringMap =>
    Object.fromEntries(Object.entries(map).filter(([key, value]) => known('label', key, value)));
  const container = (each: ContainerJson): ContainerJson => ({
    ...each,
    ...(each.env ? { env: each.env.filter(({ name, value }) => !isRead(name) || known('env', name, value)) } : {}),
    ...(each.resources ? { resources: resources(each.resources) } : {}),
  });
  const resources = (given: NonNullable<ContainerJson['resources']>): NonNullable<ContainerJson['resources']> => ({
    ...given,
    ...(given.limits ? { limits: amounts('limit', given.limits) } : {}),
    ...(given.requests ? { requests: amounts('request', given.requests) } : {}),
  });
  const amounts = <T extends string | number | null>(kind: string, map: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(map).filter(([key, value]) => known(kind, key, value)));

  const { metadata, spec } = pod;
  const { schedulerName, ...rest } = spec;
  const filled: PodJson = {
    ...pod,
    metadata: {
      ...metadata,
      ...(metadata.labels ? { labels: labels(metadata.labels) } : {}),
      ...(metadata.annotations ? { annotations: annotations(metadata.annotations) } : {}),
    },
    spec: {
      ...rest,
      ...(known('spec', 'schedulerName', schedulerName) ? { schedulerName } : {}),
      containers: spec.containers.map(container),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(container) } : {}),
    },
  };
  return unknown.length === 0 ? { pod, unknown } : { pod: filled, unknown };
}

/** Keys of annotations and variables that say something about project or GPU. */
const isRead = (key: string): boolean => /^(?:gpu-|RUNAI_)/.test(key);
