/** The input cannot be used; the message names file, document and field. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
