import { Counter, Gauge, type Registry } from 'prom-client';
import { CATALOGUE } from './metrics-catalogue.ts';

/** Metrics of the watches; kinds, reasons and problems are words from closed lists of those who watch. */
export class SurroundingsMetrics {
  readonly #lists: Counter<'kind' | 'reason'>;
  readonly #errors: Counter<'kind' | 'problem'>;
  readonly #forbidden: Gauge<'kind'>;
  readonly #unreadable: Gauge<'kind'>;
  readonly #now: () => number;
  /** When each kind was last heard of, on a clock that nobody sets. */
  readonly #heard = new Map<string, number>();

  constructor(registry: Registry, now: () => number = () => performance.now()) {
    const registers = [registry];
    this.#lists = new Counter({ ...CATALOGUE.surroundingsLists, registers });
    this.#errors = new Counter({ ...CATALOGUE.surroundingsErrors, registers });
    this.#forbidden = new Gauge({ ...CATALOGUE.surroundingsForbidden, registers });
    this.#unreadable = new Gauge({ ...CATALOGUE.surroundingsUnreadable, registers });
    this.#now = now;
    const heard = this.#heard;
    new Gauge({
      ...CATALOGUE.surroundingsStaleness,
      registers,
      collect() {
        this.reset();
        for (const [kind, at] of heard) {
          this.set({ kind }, (now() - at) / 1000);
        }
      },
    });
  }

  /** A kind is watched from now on; it grows stale from here, also if its first list never comes. */
  began(kind: string): void {
    this.#heard.set(kind, this.#now());
    this.#forbidden.set({ kind }, 0);
    this.#unreadable.set({ kind }, 0);
  }

  ended(kind: string): void {
    this.#heard.delete(kind);
    this.#forbidden.remove({ kind });
    this.#unreadable.remove({ kind });
  }

  heard(kind: string): void {
    this.#heard.set(kind, this.#now());
  }

  listed(kind: string, reason: string): void {
    this.#lists.inc({ kind, reason });
  }

  failed(kind: string, problem: string): void {
    this.#errors.inc({ kind, problem });
  }

  forbidden(kind: string, isForbidden: boolean): void {
    this.#forbidden.set({ kind }, isForbidden ? 1 : 0);
  }

  unreadable(kind: string, count: number): void {
    this.#unreadable.set({ kind }, count);
  }
}
