import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Finding } from './fuzz-target.ts';

const MEBIBYTE = 1024 * 1024;

/** Of this thread's own time, so that a busy machine makes nothing slow. Most inputs take less than a millisecond. */
const MAX_CPU_MILLIS = 500;

/** After so many inputs what is left on the heap is weighed. */
const WEIGH_EVERY = 50_000;

/** What is compiled, cached and interned at first is no growth; from then on the heap may grow by this much. */
const MAX_GROWTH_BYTES = 24 * MEBIBYTE;

export interface Weighing {
  readonly inputs: number;
  readonly heapBytes: number;
}

/** Runs inputs and watches what they cost. */
export class Bounds {
  readonly #run: (input: Uint8Array) => void | Promise<void>;
  readonly #weighings: Weighing[] = [];
  #inputs = 0;
  #slowestMillis = 0;

  constructor(run: (input: Uint8Array) => void | Promise<void>) {
    this.#run = run;
  }

  get inputs(): number {
    return this.#inputs;
  }

  get slowestMillis(): number {
    return this.#slowestMillis;
  }

  get weighings(): readonly Weighing[] {
    return this.#weighings;
  }

  /** @throws Finding where an input takes too long, or memory is not given back; and what the target throws */
  run(input: Uint8Array): void | Promise<void> {
    const begun = cpuMillis();
    const running = this.#run(input);
    return running instanceof Promise ? running.then(() => this.#through(input, begun)) : this.#through(input, begun);
  }

  #through(input: Uint8Array, begun: number): void {
    const millis = cpuMillis() - begun;
    // At first the program itself is being compiled.
    if (this.#inputs > 0) {
      this.#slowestMillis = Math.max(this.#slowestMillis, millis);
    }
    if (this.#inputs > 0 && millis > MAX_CPU_MILLIS) {
      throw new Finding(`${Math.round(millis)} ms of CPU time for ${input.length} bytes`);
    }
    this.#inputs += 1;
    if (namesOnPrototypes() !== NAMES_ON_PROTOTYPES) {
      throw new Finding('the input has left something on a prototype that all objects share');
    }
    if (this.#inputs % WEIGH_EVERY === 0) {
      this.#weigh();
    }
  }

  #weigh(): void {
    collectGarbage();
    this.#weighings.push({ inputs: this.#inputs, heapBytes: process.memoryUsage().heapUsed });
    // The first is the last of the beginning.
    const [first, ...later] = this.#weighings;
    const last = later.at(-1);
    if (first !== undefined && last !== undefined && last.heapBytes - first.heapBytes > MAX_GROWTH_BYTES) {
      throw new Finding(`the heap grows: ${JSON.stringify(this.#weighings)}`);
    }
  }
}

const SHARED_PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Map.prototype];

const namesOnPrototypes = (): number =>
  SHARED_PROTOTYPES.reduce<number>((sum, prototype) => sum + Reflect.ownKeys(prototype).length, 0);

const NAMES_ON_PROTOTYPES = namesOnPrototypes();

function cpuMillis(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

let collect: (() => void) | undefined;

function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  collect();
}
