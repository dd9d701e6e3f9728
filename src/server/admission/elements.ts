/**
 * Objects, lists and what stands in them, in one body. An empty object takes three bytes on the wire and sixty in memory,
 * a name that occurs once takes a hundred and fifty, and what is nested is worse: one body of the largest size that
 * consists of brackets ends a process that has 128 MiB of heap. The densest thing that the API server sends are the managed fields of a pod, with one
 * element for six bytes; a pod of 3 MB that is half of them has 250,000.
 */
export const MAX_ELEMENTS = 300_000;

/** How many bytes are looked at to see whether all of them have to be. */
const SAMPLES = 4096;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
/** `[` and `{` differ in this one bit. */
const BRACKET_BITS = 0xdf;

/**
 * Whether the JSON in these bytes would take much more memory than they do. It is a look at the bytes, and no parser: of
 * what is no JSON it says something, and the parser says the rest. What cannot have so many is not looked at.
 */
export function hasTooManyElements(json: Uint8Array): boolean {
  const { length } = json;
  if (length <= MAX_ELEMENTS || !mayHaveTooMany(json)) {
    return false;
  }
  let elements = 0;
  // By index, which takes a tenth of the time that an iterator takes.
  for (let index = 0; index < length; index += 1) {
    const byte = json[index] as number;
    if (byte === QUOTE) {
      index = endOfString(json, index);
    } else if (byte === COMMA || (byte & BRACKET_BITS) === BRACKET) {
      elements += 1;
      if (elements > MAX_ELEMENTS) {
        return true;
      }
    }
  }
  return false;
}

/**
 * Looking at every byte takes as long as parsing them, so large pods of everyday life are spared it: bytes are drawn at random,
 * and where fewer than half of what would be too many begin an element, there are not too many of them. In 10^10 bodies that have
 * too many, one passes for one that has not.
 */
function mayHaveTooMany(json: Uint8Array): boolean {
  let found = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const byte = json[Math.floor(Math.random() * json.length)] as number;
    found += byte === COMMA || (byte & BRACKET_BITS) === BRACKET ? 1 : 0;
  }
  return found > (SAMPLES * MAX_ELEMENTS) / json.length / 2;
}

/** Where the quotation mark is that ends the string. */
function endOfString(json: Uint8Array, begin: number): number {
  const { length } = json;
  let index = begin + 1;
  for (let byte = json[index]; index < length && byte !== QUOTE; byte = json[index]) {
    index += byte === BACKSLASH ? 2 : 1;
  }
  return index;
}
