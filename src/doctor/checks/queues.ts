import type { QueueFacts } from '../../cluster-reading/shapes.ts';

/** KAI's queues, as its scheduler sees them. */
export class Queues {
  readonly #byName: ReadonlyMap<string, QueueFacts>;
  readonly #parents: ReadonlySet<string>;

  constructor(queues: readonly QueueFacts[]) {
    this.#byName = new Map(queues.map((queue) => [queue.metadata.name, queue]));
    this.#parents = new Set(queues.flatMap(({ spec }) => spec?.parentQueue || []));
  }

  get(name: string): QueueFacts | undefined {
    return this.#byName.get(name);
  }

  isLeaf(name: string): boolean {
    return !this.#parents.has(name);
  }

  /** A queue, then its parent, and so on; a circle ends where it closes. */
  upwards(name: string): readonly QueueFacts[] {
    const found: QueueFacts[] = [];
    for (let queue = this.get(name); queue !== undefined && !found.includes(queue); ) {
      found.push(queue);
      queue = this.get(queue.spec?.parentQueue ?? '');
    }
    return found;
  }

  /** Those of a project: its own, and those of its node pools. */
  ofProject(project: string): readonly QueueFacts[] {
    return [...this.#byName.values()].filter(
      ({ metadata }) =>
        metadata.name === project ||
        metadata.name.startsWith(`${project}-`) ||
        Object.values(metadata.labels ?? {}).includes(project),
    );
  }
}
