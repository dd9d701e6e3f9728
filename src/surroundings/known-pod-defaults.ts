import * as z from 'zod';
import type { PodDefault } from '../decision/known/surroundings.ts';
import { type GroupKind, KUBEFLOW } from '../manifests/kubernetes-kinds.ts';
import { podDefaultSpecSchema } from '../manifests/schemas.ts';
import { deleteWithin, type KnownObjects, type ObjectKey, type ObjectManifest, setWithin } from './known-objects.ts';

export const POD_DEFAULT: GroupKind = { group: KUBEFLOW, kind: 'PodDefault' };

const NONE: readonly PodDefault[] = [];

export class KnownPodDefaults implements KnownObjects {
  /** By namespace and name, and the same as the lists that are asked for. */
  readonly #known = new Map<string, Map<string, PodDefault>>();
  readonly #lists = new Map<string, readonly PodDefault[]>();

  of(namespace: string): readonly PodDefault[] {
    const list = this.#lists.get(namespace);
    if (list !== undefined) {
      return list;
    }
    const found = this.#known.get(namespace);
    if (found === undefined) {
      return NONE;
    }
    const made = [...found.values()];
    this.#lists.set(namespace, made);
    return made;
  }

  set({ namespace, name }: ObjectKey, { spec }: ObjectManifest): void {
    const podDefault = readPodDefault(name, namespace, spec);
    setWithin(this.#known, namespace, name, podDefault);
    this.#lists.delete(namespace);
  }

  delete({ namespace, name }: ObjectKey): void {
    deleteWithin(this.#known, namespace, name);
    this.#lists.delete(namespace);
  }

  keysOf(kind: GroupKind): readonly ObjectKey[] {
    return [...this.#known].flatMap(([namespace, all]) =>
      [...all.keys()].map((name) => ({ ...kind, namespace, name })),
    );
  }
}

function readPodDefault(name: string, namespace: string, spec: unknown): PodDefault {
  const { selector, env, labels, annotations } = z.object({ spec: podDefaultSpecSchema }).parse({ spec }).spec;
  return { name, namespace, selector, env: env ?? [], labels: labels ?? {}, annotations: annotations ?? {} };
}
