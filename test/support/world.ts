import type { Surroundings } from '../../src/decision/known/surroundings.ts';
import type { StringMap } from '../../src/decision/pod/pod.ts';
import type { DecisionSettings } from '../../src/decision/settings.ts';
import { type SettingsInput, settingsSchema } from '../../src/settings/schema.ts';
import { resolveSettings } from '../../src/settings/settings.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { NAMESPACE } from './pods.ts';

/** The defaults, but for what is given; named as in the configuration file. */
export const settings = (input: SettingsInput = {}): DecisionSettings =>
  resolveSettings(settingsSchema.parse(input)).decision;

/** What is known beside a pod, and how the webhook is set up. */
export interface World {
  /** Labels of the pod's namespace beside the opt-in; `null` where the namespace is not known. */
  readonly namespace?: StringMap | null;
  readonly namespaceAnnotations?: StringMap;
  /** PodDefaults and owners of gangs, as manifests. */
  readonly objects?: readonly object[];
  readonly settings?: SettingsInput;
}

const OPTED_IN = { 'runai-injection': 'enabled' };

/** Label of a namespace in which Kubeflow's PodDefault webhook acts. */
export const PROFILE = { 'app.kubernetes.io/part-of': 'kubeflow-profile' };

/** A namespace that belongs to a project, as Run:ai labels it. */
export const ofProject = (project: string): StringMap => ({ 'runai/queue': project });

export function surroundings(
  { namespace = {}, namespaceAnnotations = {}, objects = [] }: World,
  of: DecisionSettings,
): Surroundings {
  const known = new SurroundingsStore(of);
  if (namespace !== null) {
    const labels = { ...OPTED_IN, ...namespace };
    known.upsert({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels, annotations: namespaceAnnotations },
    });
  }
  for (const object of objects) {
    known.upsert(object, NAMESPACE);
  }
  return known;
}

export interface PodDefaultParts {
  readonly matchLabels?: StringMap;
  readonly matchExpressions?: readonly object[];
  readonly env?: Readonly<Record<string, string>> | readonly object[];
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
}

/** A PodDefault that matches every pod, unless it is given a selector. */
export function podDefault(name: string, { matchLabels, matchExpressions, env, ...sets }: PodDefaultParts): object {
  return {
    apiVersion: 'kubeflow.org/v1alpha1',
    kind: 'PodDefault',
    metadata: { name },
    spec: {
      desc: name,
      selector: { ...(matchLabels ? { matchLabels } : {}), ...(matchExpressions ? { matchExpressions } : {}) },
      ...(env
        ? { env: Array.isArray(env) ? env : Object.entries(env).map(([key, value]) => ({ name: key, value })) }
        : {}),
      ...sets,
    },
  };
}

/** The annotation that Kubeflow's webhook leaves for a PodDefault that it applied. */
export const traceOf = (name: string): StringMap => ({
  [`poddefault.admission.kubeflow.org/poddefault-${name}`]: '4711',
});

export interface TemplateParts {
  readonly labels?: StringMap;
  readonly annotations?: StringMap;
  readonly env?: readonly object[];
  readonly gpus?: number;
  readonly schedulerName?: string;
}

export const template = ({ labels, annotations, env, gpus, schedulerName }: TemplateParts = {}): object => ({
  metadata: { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) },
  spec: {
    ...(schedulerName ? { schedulerName } : {}),
    containers: [
      {
        name: 'ray',
        ...(env ? { env } : {}),
        ...(gpus === undefined ? {} : { resources: { limits: { 'nvidia.com/gpu': gpus } } }),
      },
    ],
  },
});

/** A RayCluster named `cluster`, with one head and one group of workers. */
export const rayCluster = (
  head: object,
  worker: object,
  labels: StringMap = {},
  annotations: StringMap = {},
): object => ({
  apiVersion: 'ray.io/v1',
  kind: 'RayCluster',
  metadata: { name: 'cluster', labels, annotations },
  spec: { headGroupSpec: { template: head }, workerGroupSpecs: [{ groupName: 'w', template: worker }] },
});
