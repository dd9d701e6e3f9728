/** A number below a limit. */
type Random = (limit: number) => number;

/**
 * Makes an input out of others, as a fuzzer does: a piece is overwritten, taken out, doubled, put in or taken over from
 * another. What it has not is a memory for what led to something new.
 *
 * @param from at least one
 */
export function mutate(
  from: readonly Uint8Array[],
  words: readonly string[],
  maxBytes: number,
  random: Random,
): Buffer {
  const any = (): Buffer => Buffer.from(from[random(from.length)] ?? []);
  let input = any();
  for (let steps = 1 + random(4); steps > 0; steps -= 1) {
    const begin = random(input.length + 1);
    const end = begin + random(Math.min(32, input.length - begin + 1));
    const [before, piece, after] = [input.subarray(0, begin), input.subarray(begin, end), input.subarray(end)];
    switch (random(6)) {
      case 0:
        input = Buffer.concat([before, after]);
        break;
      case 1:
        input = Buffer.concat([before, piece, piece, after]);
        break;
      case 2:
        input = Buffer.concat([before, Buffer.from(words[random(words.length)] ?? ''), after]);
        break;
      case 3:
        input = Buffer.concat([before, any().subarray(random(64))]);
        break;
      case 4:
        input = Buffer.concat([before, bytes(1 + random(8), random), after]);
        break;
      default:
        input = Buffer.concat([before, piece.map(() => random(256)), after]);
    }
  }
  return input.subarray(0, maxBytes);
}

const bytes = (count: number, random: Random): Uint8Array => Uint8Array.from({ length: count }, () => random(256));
