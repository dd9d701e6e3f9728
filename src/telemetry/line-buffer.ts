/** Room for about 150 lines; memory is taken and given back in such chunks. */
const CHUNK_BYTES = 64 * 1024;

/** POSIX' PIPE_BUF on Linux: up to so many bytes a pipe takes as a whole or not at all. */
const PIECE_BYTES = 4096;

/** UTF-8 needs no more for one UTF-16 unit. */
const MAX_BYTES_A_UNIT = 3;

const NEWLINE = 0x0a;

interface Chunk {
  readonly memory: Buffer;
  /** Where the first byte is that has not been taken. */
  start: number;
  end: number;
}

const newChunk = (): Chunk => ({ memory: Buffer.allocUnsafeSlow(CHUNK_BYTES), start: 0, end: 0 });

/**
 * Lines that wait to be written, as bytes outside of the heap, and no more of them than fit. What is taken out are
 * pieces of whole lines that a pipe does not tear.
 */
export class LineBuffer {
  readonly #maxChunks: number;
  readonly #chunks: [Chunk, ...Chunk[]] = [newChunk()];
  #bytes = 0;

  /** @param maxBytes is rounded down to chunks, of which there is at least one */
  constructor(maxBytes: number) {
    this.#maxChunks = Math.max(1, Math.floor(maxBytes / CHUNK_BYTES));
  }

  /** How much waits. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns false where the line did not fit, and was not taken */
  append(line: string): boolean {
    const chunk = this.#chunkFor(line.length * MAX_BYTES_A_UNIT);
    if (chunk === undefined) {
      return false;
    }
    const written = chunk.memory.write(line, chunk.end);
    chunk.end += written;
    this.#bytes += written;
    return true;
  }

  /** The next lines, as many as a pipe takes as a whole; or one line that is longer. Empty where nothing waits. */
  piece(): Uint8Array {
    const { memory, start, end } = this.#chunks[0];
    if (end - start <= PIECE_BYTES) {
      return memory.subarray(start, end);
    }
    const last = memory.lastIndexOf(NEWLINE, start + PIECE_BYTES - 1);
    return memory.subarray(start, (last >= start ? last : memory.indexOf(NEWLINE, start)) + 1);
  }

  /** Takes so many bytes of the piece out; what is left of it is the beginning of the next one. */
  take(bytes: number): void {
    const [chunk] = this.#chunks;
    chunk.start += bytes;
    this.#bytes -= bytes;
    if (chunk.start < chunk.end) {
      return;
    }
    if (this.#chunks.length > 1) {
      this.#chunks.shift();
    } else {
      chunk.start = 0;
      chunk.end = 0;
    }
  }

  #chunkFor(bytes: number): Chunk | undefined {
    const last = this.#chunks[this.#chunks.length - 1] as Chunk;
    if (last.end + bytes <= CHUNK_BYTES) {
      return last;
    }
    if (this.#chunks.length === this.#maxChunks || bytes > CHUNK_BYTES) {
      return undefined;
    }
    const next = newChunk();
    this.#chunks.push(next);
    return next;
  }
}
