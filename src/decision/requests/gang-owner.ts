import type { GangOwner, TemplateLabels } from '../known/gang-owner.ts';
import { excludesPodDefaults } from '../known/pod-defaults.ts';
import type { PodDefault } from '../known/surroundings.ts';
import { readEnvironment } from '../pod/environment.ts';
import { hasWholeGpu, readGpuLimits } from '../pod/gpu-limits.ts';
import type { ContainerJson, Maybe, PodMetadata, StringMap } from '../pod/pod.ts';
import { readSchedulerLabels, type SchedulerLabelKeys } from '../pod/scheduler-labels.ts';
import type { Source, SourcedValue } from '../source.ts';
import { RUNAI_PROJECT } from '../vocabulary.ts';
import { findRequests, isReadable, onPod, type RequestSources } from './find-requests.ts';
import { FRACTION, MEMORY, PROJECT, type Spelling, USE_SCHEDULER } from './spellings.ts';

/** A pod template as far as it is read; a person's YAML may leave out anything. */
export interface TemplateJson {
  readonly metadata?: Maybe<PodMetadata>;
  readonly spec?: Maybe<{
    readonly schedulerName?: Maybe<string>;
    readonly containers?: Maybe<readonly ContainerJson[]>;
    readonly initContainers?: Maybe<readonly ContainerJson[]>;
  }>;
}

/** The owner of a gang, as its manifest or a watch tells it. */
export interface OwnerJson {
  readonly kind: string;
  readonly name: string;
  readonly labels: StringMap;
  readonly annotations: StringMap;
  readonly templates: readonly TemplateJson[];
  /** Whether a LeaderWorkerSet gives its leaders a template of their own. */
  readonly hasLeaderTemplate: boolean;
}

export interface GangOwnerKeys extends SchedulerLabelKeys {
  readonly schedulerName: string;
}

/** Reads an owner once, when it becomes known, so that its members' requests only look the result up. */
export function readGangOwner(json: OwnerJson, keys: GangOwnerKeys): GangOwner {
  const owner = `${json.kind} ${json.name}`;
  const onOwner: RequestSources = {
    annotations: json.annotations,
    labels: json.labels,
    environment: [],
    workContainer: '',
    pending: [],
    sourceOf: (part, name) => ({ kind: 'gang-owner', owner, part, name }),
  };
  const labels = readSchedulerLabels(json.labels, keys, (name) => onOwner.sourceOf('label', name));
  const templates = json.templates.map((template) => readTemplate(template, owner, keys));
  const [amount] = [...findRequests(FRACTION, onOwner), ...findRequests(MEMORY, onOwner)];
  return {
    title: owner,
    labels,
    project:
      findRequests(PROJECT, onOwner).find(isReadable) ??
      templates.find(({ project }) => project !== undefined)?.project,
    templateQueue: templates.find(({ labels: { scheduler } }) => scheduler.queue !== undefined)?.labels.scheduler.queue,
    templates: templates.map((template) => template.labels),
    asks:
      labels.queue !== undefined ||
      amount !== undefined ||
      asks(onOwner) ||
      templates.some((template) => template.asks),
    hasGpu: templates.some((template) => template.hasGpu),
    strandedAmount: amount?.source,
    hasLeaderTemplate: json.hasLeaderTemplate,
  };
}

interface TemplateFacts {
  readonly labels: TemplateLabels;
  readonly project: SourcedValue | undefined;
  readonly asks: boolean;
  readonly hasGpu: boolean;
}

function readTemplate({ metadata, spec }: TemplateJson, owner: string, keys: GangOwnerKeys): TemplateFacts {
  const containers = spec?.containers ?? [];
  const onTemplate = (name: string): Source => ({ kind: 'gang-owner', owner, part: 'template', name });
  const sources: RequestSources = {
    annotations: metadata?.annotations ?? {},
    labels: metadata?.labels ?? {},
    environment: readEnvironment(containers),
    // Which of its containers works makes no difference to a project, of which the first counts.
    workContainer: '',
    pending: [],
    sourceOf: (_, name) => onTemplate(name),
  };
  const limits = readGpuLimits({ metadata: {}, spec: { containers, initContainers: spec?.initContainers ?? [] } });
  const labels = readSchedulerLabels(sources.labels, keys, onTemplate);
  const named = findRequests(PROJECT, sources).find(isReadable);
  return {
    labels: { scheduler: labels, all: sources.labels, excludesPodDefaults: excludesPodDefaults(sources.annotations) },
    project: labels.project ?? (named && { value: named.value, source: onTemplate(RUNAI_PROJECT) }),
    asks: spec?.schedulerName === keys.schedulerName || limits.fractionalHolders.length > 0 || asks(sources),
    hasGpu: hasWholeGpu(limits),
  };
}

/** What is asked for a whole gang: by its owner, by any of its templates, or by a PodDefault that reaches one of those. */
export interface GangRequests {
  readonly asks: boolean;
  readonly project: SourcedValue | undefined;
}

/**
 * What PodDefaults set on some members is asked for all. No template shows it, and the members that it does not reach
 * would stay behind.
 */
export function readGangRequests(
  owner: Pick<GangOwner, 'asks' | 'project'>,
  podDefaults: readonly PodDefault[],
): GangRequests {
  if (podDefaults.length === 0) {
    return owner;
  }
  const set: RequestSources = {
    annotations: {},
    labels: {},
    environment: [],
    workContainer: '',
    pending: podDefaults,
    sourceOf: onPod,
  };
  return { asks: owner.asks || asks(set), project: owner.project ?? findRequests(PROJECT, set).find(isReadable) };
}

function asks(sources: RequestSources): boolean {
  const amount = (spelling: Spelling): boolean => findRequests(spelling, sources).some(isReadable);
  return (
    // A project that admission cannot read still says that the scheduler is wanted.
    findRequests(PROJECT, sources).length > 0 ||
    amount(FRACTION) ||
    amount(MEMORY) ||
    findRequests(USE_SCHEDULER, sources).some((request) => request.value?.toLowerCase() === 'true')
  );
}
