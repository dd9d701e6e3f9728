import type { InputDocument, KubernetesDocument } from '../manifests/documents.ts';
import { type GroupKind, groupKindOf, kindKey } from '../manifests/kubernetes-kinds.ts';
import { metadataSchema } from '../manifests/schemas.ts';

interface Entry {
  readonly namespace: string | undefined;
  readonly object: KubernetesDocument;
}

/** Objects that were given, for others that refer to them by name. */
export class References {
  readonly #objects = new Map<string, Entry[]>();

  constructor(documents: readonly InputDocument[]) {
    for (const { object } of documents) {
      const metadata = metadataSchema.safeParse(object['metadata']);
      if (metadata.success && metadata.data.name) {
        const key = keyOf(groupKindOf(object), metadata.data.name);
        const sameName = this.#objects.get(key) ?? [];
        sameName.push({ namespace: metadata.data.namespace ?? undefined, object });
        this.#objects.set(key, sameName);
      }
    }
  }

  /**
   * The object of this name in the namespace. Manifests often leave the namespace to `kubectl -n`, so one that names none
   * fits all, and whoever names none finds any.
   */
  find(kind: GroupKind, namespace: string | undefined, name: string): KubernetesDocument | undefined {
    const found = this.#objects.get(keyOf(kind, name)) ?? [];
    const fits = (each: Entry) => namespace === undefined || each.namespace === undefined;
    return (found.find((each) => each.namespace === namespace) ?? found.find(fits))?.object;
  }
}

const keyOf = (kind: GroupKind, name: string): string => `${kindKey(kind)}/${name}`;
