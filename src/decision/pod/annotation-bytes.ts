import type { StringMap } from './pod.ts';

/**
 * The API server refuses a pod whose annotations, keys and values together, take more (apimachinery's
 * `TotalAnnotationSizeLimitB`). It looks after admission, so a patch can push a pod over the edge.
 */
export const MAX_ANNOTATION_BYTES = 256 * 1024;

const MAX_BYTES_OF_UNIT = 3;

/**
 * What annotations take, as the API server counts: the bytes of their keys and values. Far below the limit, where nearly
 * all pods are, an upper bound is as good and costs nothing: no unit of a string takes more than three bytes.
 */
export function annotationBytes(annotations: StringMap): number {
  let units = 0;
  for (const key in annotations) {
    units += key.length + (annotations[key] as string).length;
  }
  if (units * MAX_BYTES_OF_UNIT < MAX_ANNOTATION_BYTES / 2) {
    return units * MAX_BYTES_OF_UNIT;
  }
  let bytes = 0;
  for (const [key, value] of Object.entries(annotations)) {
    bytes += entryBytes(key, value);
  }
  return bytes;
}

const entryBytes = (key: string, value: string): number => utf8Bytes(key) + utf8Bytes(value);

function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) as number;
    if (code > 0xffff) {
      // Two halves in JavaScript, four bytes in UTF-8.
      index += 1;
      bytes += 2;
    } else if (code > 0x7f) {
      bytes += code > 0x7ff ? 2 : 1;
    }
  }
  return bytes;
}

/**
 * Whether annotations stay within the limit after some are set and others are taken away. Bytes are counted only where
 * three for each unit would be too many.
 *
 * @param bytes what they take now
 * @param current their values now
 */
export function fitsAfter<Key extends string>(
  bytes: number,
  current: (key: Key) => string | undefined,
  set: ReadonlyMap<Key, string>,
  remove: readonly Key[],
): boolean {
  let most = bytes;
  for (const [key, value] of set) {
    most += (key.length + value.length) * MAX_BYTES_OF_UNIT;
  }
  return most <= MAX_ANNOTATION_BYTES || bytesAfter(bytes, current, set, remove) <= MAX_ANNOTATION_BYTES;
}

function bytesAfter<Key extends string>(
  bytes: number,
  current: (key: Key) => string | undefined,
  set: ReadonlyMap<Key, string>,
  remove: readonly Key[],
): number {
  const present = (key: Key): number => {
    const value = current(key);
    return value === undefined ? 0 : entryBytes(key, value);
  };
  let after = bytes;
  for (const [key, value] of set) {
    after += entryBytes(key, value) - present(key);
  }
  for (const key of remove) {
    after -= present(key);
  }
  return after;
}
