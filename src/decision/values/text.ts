/** Drops white space around a value; zero-width characters go with it, since values are pasted from pages and chats. */
export function trim(value: string): string {
  // By index, not by a regular expression: an expression anchored at the end takes quadratic time on a long run of
  // blanks inside a value, and values are not limited in length before admission.
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) {
    start += 1;
  }
  while (end > start && isBlank(value.charCodeAt(end - 1))) {
    end -= 1;
  }
  return end - start === value.length ? value : value.slice(start, end);
}

/** Characters above ASCII that count as blank: white space, zero-width ones, and the byte order mark. */
const WIDE_BLANKS: ReadonlySet<number> = new Set([
  0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x200b,
  0x200c, 0x200d, 0x2028, 0x2029, 0x202f, 0x205f, 0x2060, 0x3000, 0xfeff,
]);

/** What is not blank, in the syntax of RE2, which is CEL's. */
const NOT_BLANK = String.raw`[^\x{09}-\x{0d} \x{85}\x{a0}\x{1680}\x{2000}-\x{200d}\x{2028}\x{2029}\x{202f}\x{205f}\x{2060}\x{3000}\x{feff}]`;

/** The same as `trim` for CEL: whether it leaves something of a value. */
export const leavesSomething = (value: string): string => `${value}.matches(${JSON.stringify(NOT_BLANK)})`;

function isBlank(code: number): boolean {
  return code <= 0x7f ? code === 0x20 || (code >= 0x09 && code <= 0x0d) : WIDE_BLANKS.has(code);
}

/**
 * A text as one line that can be printed. Control characters and lone surrogates may stand in what users typed, and are
 * allowed neither in an HTTP header nor on a terminal; format characters turn the text around them (bidirectional
 * overrides) or cannot be seen, so that a line reads as something else than it is; a mark shows where they were. Never
 * longer than the text.
 */
export const oneLine = (text: string): string =>
  // Nearly every text is plain, and looking once is cheaper than replacing nothing three times.
  PLAIN.test(text)
    ? text
    : text
        .replace(/\p{Cf}+/gu, '\ufffd')
        .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
        .toWellFormed();

const PLAIN = /^[ -~]*$/;

/** Cuts a text to a length, and shows that it did. A character of two halves is not cut in the middle. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) {
    return text;
  }
  const end = length - 1;
  const isInPair = (text.codePointAt(end - 1) ?? 0) > 0xffff;
  return `${text.slice(0, isInPair ? end - 1 : end)}…`;
}

/** A Kubernetes label value; a project is written as one. */
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

export const isLabelValue = (value: string): boolean => LABEL_VALUE.test(value);

/** The same for CEL. */
export const labelValueInCel = (value: string): string => `${value}.matches(${JSON.stringify(LABEL_VALUE.source)})`;
