/** One way into the program, and what must hold whatever comes in. */
export interface FuzzTarget {
  readonly name: string;
  /** What an input is, for people. */
  readonly about: string;
  /** Larger inputs are not made. */
  readonly maxBytes: number;
  /** Whether an input is through when the call returns. */
  readonly isSync: boolean;
  /** Inputs to begin with. */
  seeds(): readonly Uint8Array[];
  /** Pieces that inputs may be made of. */
  readonly words: readonly string[];
  /**
   * Gets ready, once.
   *
   * @returns what runs one input, and throws where something does not hold
   */
  open(): Promise<(input: Uint8Array) => void | Promise<void>>;
}

/** Something does not hold for an input. */
export class Finding extends Error {
  override readonly name = 'Finding';
}
