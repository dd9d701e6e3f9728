import type { Mode } from '../admission/mode.ts';
import type { Outcome } from '../admission/outcome.ts';
import { readNamespace } from '../decision/known/namespace.ts';
import type { NamespaceFacts } from '../decision/known/surroundings.ts';
import type { DecisionSettings } from '../decision/settings.ts';
import type { DecisionCounts } from './decisions-metric.ts';
import { type OptIn, optInOf } from './opt-in.ts';
import type { PodPlace } from './pod-place.ts';

/** One line of the table. */
export interface NamespaceRow {
  readonly name: string;
  readonly optIn: OptIn;
  readonly project: string | null;
  /** All pods that are stored, ended ones included. */
  readonly pods: number;
  readonly routed: number;
  readonly missed: number;
  /** Objects whose pods were refused, as far as events still tell; `null` where those may not be read. */
  readonly refused: number | null;
  /** Pods that are there, and would be refused today: what audit mode lets pass. */
  readonly wouldRefuse: number;
}

/** What the replicas have counted since they were started. */
export type ReplicaCounts =
  | {
      readonly kind: 'counted';
      readonly replicas: number;
      /** How many of them did not answer. */
      readonly silent: number;
      readonly decisions: Readonly<Record<Outcome, Readonly<Record<string, number>>>>;
    }
  | { readonly kind: 'unknown'; readonly why: string };

/** `-o json` prints it as it is. */
export interface NamespacesReport {
  readonly mode: Mode;
  readonly scheduler: string;
  readonly namespaces: readonly NamespaceRow[];
  readonly replicas: ReplicaCounts;
  readonly notes: readonly string[];
}

/** Counts pods one by one, since a cluster has more of them than anybody wants to hold. */
export class NamespaceTally {
  readonly name: string;
  readonly optIn: OptIn;
  readonly #project: string | null;
  readonly #places = new Map<PodPlace, number>();

  constructor(name: string, facts: NamespaceFacts | undefined, settings: DecisionSettings) {
    this.name = name;
    this.optIn = optInOf(name, facts, settings);
    this.#project = readNamespace(name, facts, settings.namespaceProjectLabel).project?.value ?? null;
  }

  count(place: PodPlace): void {
    this.#places.set(place, (this.#places.get(place) ?? 0) + 1);
  }

  /** @param refused where events may be read */
  row(refused: number | null): NamespaceRow {
    const of = (place: PodPlace): number => this.#places.get(place) ?? 0;
    return {
      name: this.name,
      optIn: this.optIn,
      project: this.#project,
      pods: [...this.#places.values()].reduce((sum, count) => sum + count, 0),
      routed: of('routed'),
      missed: of('missed'),
      refused,
      wouldRefuse: of('unrefused'),
    };
  }
}

/** Maps as JSON has them. */
export const plainCounts = (counts: DecisionCounts): Readonly<Record<Outcome, Readonly<Record<string, number>>>> =>
  Object.fromEntries(
    Object.entries(counts).map(([outcome, byReason]) => [outcome, Object.fromEntries(byReason)]),
  ) as Record<Outcome, Record<string, number>>;

/** Whether a line says something: most namespaces of a cluster are nobody's business here. */
export const isNotable = ({ optIn, routed, missed, refused, wouldRefuse }: NamespaceRow): boolean =>
  optIn === 'label' ||
  optIn === 'prefix' ||
  optIn === 'opted-out' ||
  routed + missed + wouldRefuse + (refused ?? 0) > 0;
