import type { IncomingMessage } from 'node:http';
import { type BodyBudget, SMALL_BODY_BYTES } from '../connections/body-budget.ts';
import type { Connection } from '../connections/connection.ts';
import { MAX_BODY_BYTES } from '../connections/limits.ts';
import { BadRequest } from '../errors/answers.ts';
import { hasTooManyElements } from './elements.ts';

/** Of a body of unknown length this much is set aside first, and twice as much whenever that is full. */
const FIRST_CAPACITY_BYTES = 16 * 1024;

/** Of the memory for small bodies so many are kept. */
const MAX_SPARES = 4;

type Done = (error: Error | null, text?: string) => void;

/**
 * Reads a body into memory that was set aside for it, outside of the heap, and hands it on as text.
 *
 * @param done is told BadRequest where the body is too large or too complex, or there is no room for it
 */
export function readBody(payload: IncomingMessage, connection: Connection, budget: BodyBudget, done: Done): void {
  const announced = payload.headers['content-length'];
  const length = announced === undefined ? undefined : Number(announced);
  if (length !== undefined && length > MAX_BODY_BYTES) {
    done(new BadRequest('body-too-large'));
    return;
  }
  new BodyReading(payload, connection, budget, done).begin(length);
}

class BodyReading {
  readonly #payload: IncomingMessage;
  readonly #done: Done;
  readonly #claim: ReturnType<BodyBudget['open']>;
  #announced: number | undefined;
  #capacity = 0;
  #received = 0;
  /** What came first, which is mostly everything. */
  #first: Buffer | undefined;
  /** Of our own, as soon as there is more than one part. */
  #memory: Buffer | undefined;

  constructor(payload: IncomingMessage, connection: Connection, budget: BodyBudget, done: Done) {
    this.#payload = payload;
    this.#done = done;
    this.#claim = budget.open(connection, () => this.#fail(new BadRequest('no-room')));
  }

  begin(announced: number | undefined): void {
    this.#announced = announced;
    if (!this.#grow(announced ?? FIRST_CAPACITY_BYTES)) {
      this.#fail(new BadRequest('no-room'));
      return;
    }
    this.#payload.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  #grow(capacity: number): boolean {
    this.#capacity = capacity;
    return this.#claim.growTo(capacity);
  }

  readonly #onData = (part: Buffer): void => {
    const needed = this.#received + part.length;
    if (needed > MAX_BODY_BYTES) {
      this.#fail(new BadRequest('body-too-large'));
      return;
    }
    if (needed > this.#capacity && !this.#grow(Math.min(MAX_BODY_BYTES, Math.max(needed, 2 * this.#capacity)))) {
      this.#fail(new BadRequest('no-room'));
      return;
    }
    if (this.#received === 0 && part.length === this.#announced) {
      this.#first = part;
    } else {
      this.#keep(part);
    }
    this.#received = needed;
  };

  /** Parts are copied together: a body that comes byte by byte would otherwise take a hundred times its size. */
  #keep(part: Buffer): void {
    if (this.#memory === undefined || this.#memory.length < this.#capacity) {
      const memory = take(this.#capacity);
      this.#memory?.copy(memory, 0, 0, this.#received);
      giveBack(this.#memory);
      this.#memory = memory;
    }
    part.copy(this.#memory, this.#received);
  }

  readonly #onEnd = (): void => {
    this.#ignore();
    const bytes = this.#first ?? this.#memory?.subarray(0, this.#received);
    if (bytes !== undefined && hasTooManyElements(bytes)) {
      this.#fail(new BadRequest('body-too-complex'));
      return;
    }
    const text = bytes?.toString('utf8') ?? '';
    giveBack(this.#memory);
    this.#memory = undefined;
    this.#finish(null, text);
  };

  readonly #onClose = (): void => this.#fail(new Error('the connection was closed in the middle of a body'));

  #fail(error: Error): void {
    this.#ignore();
    giveBack(this.#memory);
    this.#memory = undefined;
    this.#finish(error);
  }

  #ignore(): void {
    this.#payload.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
  }

  /** The answer is made before this returns, so the place is held until then. */
  #finish(error: Error | null, text?: string): void {
    try {
      this.#done(error, text);
    } finally {
      this.#claim.release();
    }
  }
}

/** Memory for a small body is used again: fresh memory takes the system longer than the body. */
const spares: Buffer[] = [];
let sparesMade = 0;

function take(bytes: number): Buffer {
  if (bytes > SMALL_BODY_BYTES || (spares.length === 0 && sparesMade === MAX_SPARES)) {
    return Buffer.allocUnsafeSlow(bytes);
  }
  const spare = spares.pop();
  if (spare !== undefined) {
    return spare;
  }
  sparesMade += 1;
  return Buffer.allocUnsafeSlow(SMALL_BODY_BYTES);
}

/** Frees what was ours alone without waiting for the garbage collector, which does not see what is outside its heap. */
function giveBack(memory: Buffer | undefined): void {
  if (memory === undefined) {
    return;
  }
  if (memory.length === SMALL_BODY_BYTES && spares.length < MAX_SPARES) {
    spares.push(memory);
  } else if (memory.length >= SMALL_BODY_BYTES) {
    (memory.buffer as ArrayBuffer).transfer(0);
  }
}
