import type { V1Pod } from '@kubernetes/client-node';
import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { withoutOwned } from '../../support/owned-paths.ts';

/**
 * Everything of some pods that this program does not own, in a form that can be compared with the same pods of another
 * namespace: the namespace's name, generated names, UIDs and times are replaced.
 */
export function unownedParts(pods: readonly V1Pod[], namespace: string, settings: DecisionSettings): unknown[] {
  return pods
    .map((pod) => ownText(pod, settings).replaceAll(namespace, '<namespace>'))
    .sort()
    .map((text) => JSON.parse(text) as unknown);
}

const UID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g;
/** The end of the name of an MLflow Job. */
const MLFLOW_TIME = /\d{4}(-\d{2}){5}-\d{6}/g;
/** Trace of a PodDefault; its value is the PodDefault's resourceVersion. */
const POD_DEFAULT_TRACE = /("poddefault\.admission\.kubeflow\.org\/[^"]*",)"\d+"/g;
const TOKEN_VOLUME = /kube-api-access-[a-z0-9]{5}/g;

function ownText(pod: V1Pod, settings: DecisionSettings): string {
  const { metadata, spec } = pod;
  const generated = metadata?.generateName !== undefined && spec?.hostname === undefined;
  const kept = { ...metadata };
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'generation'] as const) {
    delete kept[field];
  }
  if (generated) delete kept.name;
  // A hash of the whole template, in which the namespace's name may stand.
  if (kept.labels !== undefined) kept.labels = without(kept.labels, 'controller-revision-hash');
  return withoutOwned({ metadata: kept, spec }, settings)
    .replaceAll(UID, '<uid>')
    .replaceAll(TIME, '<time>')
    .replaceAll(MLFLOW_TIME, '<time>')
    .replaceAll(POD_DEFAULT_TRACE, '$1"<version>"')
    .replaceAll(TOKEN_VOLUME, 'kube-api-access-<random>');
}

function without(map: Record<string, string>, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}
