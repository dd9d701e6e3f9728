/** A path into a JSON document (JSON Pointer, RFC 6901). Only this file builds one, so none can be unescaped. */
export type JsonPointer = string & { readonly __brand: 'JsonPointer' };

/** Joins keys and array indices to a pointer; `runai/queue` becomes `runai~1queue`. */
export function pointer(...tokens: readonly (string | number)[]): JsonPointer {
  let path = '';
  for (const token of tokens) {
    path += `/${typeof token === 'number' ? token : escapeToken(token)}`;
  }
  return path as JsonPointer;
}

/** The pointer to a member of what `parent` points to. */
export const member = (parent: JsonPointer, key: string): JsonPointer => `${parent}/${escapeToken(key)}` as JsonPointer;

const escapeToken = (token: string): string =>
  // Few keys need it, and looking is cheaper than replacing nothing.
  token.includes('~') || token.includes('/') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
