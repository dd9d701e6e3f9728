import type { NamespaceFacts } from '../decision/known/surroundings.ts';
import { ownValue, type StringMap } from '../decision/pod/pod.ts';
import { QUEUES_ANNOTATION } from '../decision/vocabulary.ts';
import type { GroupKind } from '../manifests/kubernetes-kinds.ts';
import type { KnownObjects, ObjectKey, ObjectManifest } from './known-objects.ts';

export const NAMESPACE: GroupKind = { group: '', kind: 'Namespace' };

export class KnownNamespaces implements KnownObjects {
  readonly #facts = new Map<string, NamespaceFacts>();

  find(name: string): NamespaceFacts | undefined {
    return this.#facts.get(name);
  }

  set({ name }: ObjectKey, { metadata }: ObjectManifest): void {
    const annotations = annotationsRead(metadata.annotations ?? {});
    this.#facts.set(name, { name, labels: metadata.labels ?? {}, annotations });
  }

  delete({ name }: ObjectKey): void {
    this.#facts.delete(name);
  }

  keysOf(kind: GroupKind): readonly ObjectKey[] {
    return [...this.#facts.keys()].map((name) => ({ ...kind, namespace: '', name }));
  }
}

/** Annotations of namespaces can be large, as what kubectl keeps in them, and one of them is all that is read. */
function annotationsRead(annotations: StringMap): StringMap {
  const queues = ownValue(annotations, QUEUES_ANNOTATION);
  return queues === undefined ? {} : { [QUEUES_ANNOTATION]: queues };
}
