/**
 * A text as one line that can be printed: control characters and lone surrogates may stand in what users typed, and are
 * allowed neither in an HTTP header nor on a terminal.
 */
export const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').toWellFormed();

/** Cuts a text to a length, and shows that it did. */
export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
