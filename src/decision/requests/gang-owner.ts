import { readEnvironment } from '../pod/environment.ts';
import { hasGpuLimit } from '../pod/gpu-limits.ts';
import type { ContainerJson, Maybe, PodMetadata, StringMap } from '../pod/pod.ts';
import type { SourcedValue } from '../source.ts';
import { RUNAI_PROJECT } from '../vocabulary.ts';
import { FRACTION, isReadable, MEMORY, PROJECT, USE_SCHEDULER, type Voices, wishesFor } from './sourced-values.ts';

/** Names an owner of a gang; an empty `kind` stands for any kind of the group. */
export interface GangOwnerKey {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** What an owner says for all members of its gang. */
export interface GangOwner {
  /** The first project that the owner or one of its templates names. */
  readonly project: SourcedValue | undefined;
  /** Whether any template carries a wish or a GPU; if none does, the gang stays where it is. */
  readonly wantsScheduler: boolean;
}

/** A pod template as far as it is read; a person's YAML may leave out anything. */
export interface TemplateJson {
  readonly metadata?: Maybe<PodMetadata>;
  readonly spec?: Maybe<{
    readonly schedulerName?: Maybe<string>;
    readonly containers?: Maybe<readonly ContainerJson[]>;
    readonly initContainers?: Maybe<readonly ContainerJson[]>;
  }>;
}

export interface GangOwnerNames {
  readonly schedulerName: string;
  readonly projectLabel: string;
}

/**
 * Reads an owner once, when it becomes known, so that its members' requests only look the result up.
 *
 * @param title kind and name for people, such as `RayCluster demo`
 */
export function readGangOwner(
  title: string,
  labels: StringMap,
  templates: readonly TemplateJson[],
  names: GangOwnerNames,
): GangOwner {
  const onTemplates = templates
    .map((template) => projectOf(voicesOf(template), names.projectLabel))
    .find((project) => project !== undefined);
  const onOwner = projectOf({ ...SILENT, labels }, names.projectLabel);
  const project = onOwner ?? onTemplates;
  return {
    project: project && {
      value: project.value,
      source: { kind: 'gang-owner', owner: title, part: onOwner ? 'label' : 'template', name: project.name },
    },
    wantsScheduler: templates.some((template) => wantsScheduler(template, names.schedulerName)),
  };
}

const SILENT: Voices = { annotations: {}, labels: {}, environment: [], workContainer: '', pending: [] };

function voicesOf(template: TemplateJson): Voices {
  const containers = template.spec?.containers ?? [];
  return {
    annotations: template.metadata?.annotations ?? {},
    labels: template.metadata?.labels ?? {},
    environment: readEnvironment(containers),
    workContainer: containers[0]?.name ?? '',
    pending: [],
  };
}

function projectOf(voices: Voices, projectLabel: string): { value: string; name: string } | undefined {
  const label: typeof PROJECT = { annotations: [], labels: [projectLabel], env: [] };
  const wish = wishesFor(label, voices).find(isReadable);
  if (wish !== undefined) {
    return { value: wish.value, name: projectLabel };
  }
  const other = wishesFor(PROJECT, voices).find(isReadable);
  return other && { value: other.value, name: RUNAI_PROJECT };
}

function wantsScheduler(template: TemplateJson, schedulerName: string): boolean {
  const voices = voicesOf(template);
  const { containers, initContainers, schedulerName: named } = template.spec ?? {};
  return (
    named === schedulerName ||
    // A project that admission cannot read still says that the scheduler is wanted.
    wishesFor(PROJECT, voices).length > 0 ||
    [...wishesFor(FRACTION, voices), ...wishesFor(MEMORY, voices)].some(isReadable) ||
    wishesFor(USE_SCHEDULER, voices).some((wish) => wish.value?.toLowerCase() === 'true') ||
    hasGpuLimit({ metadata: {}, spec: { containers: containers ?? [], initContainers: initContainers ?? [] } })
  );
}
