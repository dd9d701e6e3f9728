import { readEnvironment } from '../pod/environment.ts';
import { annotationsOf, labelsOf, type PodJson } from '../pod/pod.ts';
import type { PodContext } from '../pod-context.ts';
import type { DecisionSettings } from '../settings.ts';
import { type AmountRequest, findAmounts } from './amounts.ts';
import {
  findRequests,
  firstReadable,
  onPod,
  type ReadableRequest,
  type RequestSources,
  type SourcedRequest,
} from './find-requests.ts';
import { type GangRequests, readGangRequests } from './gang-owner.ts';
import { isOwnRequest } from './own-requests.ts';
import { CONTAINER, NUM_DEVICES, onLabel, PROJECT, USE_SCHEDULER } from './spellings.ts';
import { findWorkContainer, type WorkContainer } from './work-container.ts';

/** All that a pod asks for, and where it says so; the winner of each list stands first. */
export interface Requests {
  readonly scheduler: SchedulerRequest;
  /** The project label, which the scheduler itself reads; too many charts use it for it to ask for anything. */
  readonly projectLabel: readonly SourcedRequest[];
  /** A project in a form that asks for the scheduler too. */
  readonly project: readonly SourcedRequest[];
  readonly amounts: readonly AmountRequest[];
  readonly devices: DevicesRequest | undefined;
  /** What is asked for all members of the gang, where its owner is known. */
  readonly gang: GangRequests | undefined;
  /** What the author wrote under `gpu-fraction-container-name`; empty where nothing. */
  readonly namedContainer: string;
  readonly container: WorkContainer;
}

/** A number of devices to spread a share over. */
export interface DevicesRequest extends ReadableRequest {
  readonly isOwn: boolean;
}

/** What the label `runai` says: yes, no, nothing, or something that is neither. */
export type SchedulerRequest =
  | { readonly wanted: boolean | undefined }
  | { readonly wanted: undefined; readonly unknown: string };

/** Reads what a pod asks for, once. Every rule works on the result. */
export function readRequests(pod: PodJson, context: PodContext, settings: DecisionSettings): Requests {
  const environment = readEnvironment(pod.spec.containers);
  const said: RequestSources = {
    annotations: annotationsOf(pod),
    labels: labelsOf(pod),
    environment,
    workContainer: '',
    pending: context.podDefaults.pending,
    sourceOf: onPod,
  };
  const namedContainer = firstReadable(findRequests(CONTAINER, said)).winner?.value ?? '';
  const { gpuLimits, workload } = context;
  const sign = 'sign' in workload ? workload.sign : undefined;
  const container = findWorkContainer(pod, namedContainer, sign, environment, gpuLimits);
  const sources = { ...said, workContainer: container.name };
  const devices = firstReadable(findRequests(NUM_DEVICES, sources)).winner;
  return {
    scheduler: schedulerRequest(findRequests(USE_SCHEDULER, sources)[0]?.value),
    projectLabel: findRequests(onLabel(settings.projectLabel), sources),
    project: findRequests(PROJECT, sources),
    amounts: findAmounts(sources, context, settings.maxWholeGpus),
    devices: devices && { ...devices, isOwn: isOwnRequest(devices, context) },
    gang: context.owner && readGangRequests(context.owner, context.podDefaultsOfGang),
    namedContainer,
    container,
  };
}

function schedulerRequest(typed: string | undefined): SchedulerRequest {
  switch (typed?.toLowerCase()) {
    case undefined:
      return { wanted: undefined };
    case 'true':
      return { wanted: true };
    case 'false':
      return { wanted: false };
    default:
      return { wanted: undefined, unknown: typed as string };
  }
}
