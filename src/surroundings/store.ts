import { z } from 'zod';
import { type GangOwner, type GangOwnerKey, type GangOwnerNames, readGangOwner } from '../decision/gang-owner.ts';
import { apiGroupOf } from '../decision/pod.ts';
import type { NamespaceFacts, PodDefault, Surroundings } from '../decision/surroundings.ts';
import { objectSchema, podDefaultSpec } from '../manifests/schemas.ts';
import { gangTemplates } from './gang-templates.ts';

const NO_POD_DEFAULTS: readonly PodDefault[] = [];

/**
 * Surroundings that were given as manifests. Whoever watches a cluster can feed the same objects through `add`.
 */
export class SurroundingsStore implements Surroundings {
  readonly #namespaces = new Map<string, NamespaceFacts>();
  readonly #podDefaults = new Map<string, PodDefault[]>();
  readonly #gangOwners = new Map<string, GangOwner>();
  readonly #names: GangOwnerNames;

  constructor(names: GangOwnerNames) {
    this.#names = names;
  }

  namespace(name: string): NamespaceFacts | undefined {
    return this.#namespaces.get(name);
  }

  podDefaults(namespace: string): readonly PodDefault[] {
    return this.#podDefaults.get(namespace) ?? NO_POD_DEFAULTS;
  }

  gangOwner(namespace: string, key: GangOwnerKey): GangOwner | undefined {
    return this.#gangOwners.get(ownerId(namespace, key.group, key.kind, key.name));
  }

  /**
   * Takes an object in, if it is a Namespace, a PodDefault or the owner of a gang.
   *
   * @param defaultNamespace for objects that name none
   * @returns whether it was one
   * @throws z.ZodError where it is one, but does not have its shape
   */
  add(manifest: unknown, defaultNamespace = 'default'): boolean {
    const { apiVersion, kind, metadata, spec } = objectSchema.parse(manifest);
    const labels = metadata.labels ?? {};
    const name = metadata.name ?? '';
    const namespace = metadata.namespace ?? defaultNamespace;
    if (apiVersion === 'v1' && kind === 'Namespace') {
      this.#namespaces.set(name, { name, labels });
      return true;
    }
    const group = apiGroupOf(apiVersion);
    if (group === 'kubeflow.org' && kind === 'PodDefault') {
      const { selector, env, labels: set, annotations } = z.object({ spec: podDefaultSpec }).parse({ spec }).spec;
      const podDefault = {
        name,
        namespace,
        selector,
        env: env ?? [],
        labels: set ?? {},
        annotations: annotations ?? {},
      };
      this.#podDefaults.set(namespace, [
        ...this.podDefaults(namespace).filter((other) => other.name !== name),
        podDefault,
      ]);
      return true;
    }
    const templates = gangTemplates(apiVersion, kind, spec);
    if (templates === undefined) {
      return false;
    }
    const owner = readGangOwner(`${kind} ${name}`, labels, templates, this.#names);
    // Under the empty kind as well, for pods that name their owner but not its kind.
    this.#gangOwners.set(ownerId(namespace, group, kind, name), owner);
    this.#gangOwners.set(ownerId(namespace, group, '', name), owner);
    return true;
  }
}

const ownerId = (namespace: string, group: string, kind: string, name: string): string =>
  `${namespace}/${group}/${kind}/${name}`;
