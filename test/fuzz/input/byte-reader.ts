/** Takes an input apart, byte by byte. Beyond its end there are zeros, so that every input means something. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at] ?? 0;
    this.#at += 1;
    return value;
  }

  /** A number below the limit; the limit is at least 1. */
  below(limit: number): number {
    return (limit > 256 ? this.byte() * 256 + this.byte() : this.byte()) % limit;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Up to so many bytes as text, whatever they are. */
  text(most: number): string {
    const length = this.below(most + 1);
    const begin = Math.min(this.#at, this.#bytes.length);
    this.#at += length;
    return Buffer.from(this.#bytes.subarray(begin, begin + length)).toString('latin1');
  }
}
