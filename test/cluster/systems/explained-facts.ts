import type { V1Pod } from '@kubernetes/client-node';
import type { DecisionSettings } from '../../../src/decision/settings.ts';
import { explain } from '../../../src/explain/explanation.ts';
import { findInputs } from '../../../src/explain/inputs.ts';
import type { SurroundingsStore } from '../../../src/surroundings/store.ts';
import type { Manifest } from '../api.ts';
import { factsOf, type PodFacts } from './pod-facts.ts';

/** What of a pod's facts can be told without the API server, which copies limits to requests. */
export function told({ gpus, ...rest }: PodFacts): object {
  const limits = Object.entries(gpus ?? {}).map(([container, both]) => [container, both.split('/')[0]]);
  return { ...rest, scheduler: rest.scheduler ?? 'default-scheduler', gpus: Object.fromEntries(limits) };
}

/** What `gpu-fraction-webhook explain` says about the pods of these objects, as far as it can be told. */
export function explainedFacts(
  objects: readonly Manifest[],
  surroundings: SurroundingsStore,
  settings: DecisionSettings,
): object[] {
  const documents = objects.map((object) => ({ origin: 'workload', object, fromFolder: false }));
  return findInputs(documents, surroundings).inputs.map((input) =>
    told(factsOf(explain(input, surroundings, settings).explanation.pod as V1Pod)),
  );
}
