/**
 * The longest line of the log, in bytes of UTF-8. Container runtimes cut lines of more than 16 KiB in two, and a piece of
 * JSON is none.
 */
export const MAX_LINE_BYTES = 8 * 1024;

/** The longest text in a line, in UTF-16 units of at most three bytes each: room for a sentence with two paths in it. */
const MAX_TEXT = 1000;

/** What all names in Kubernetes are made of, and nearly all that is logged. */
const PLAIN = /^[ -~]*$/;

/**
 * Characters that a terminal obeys instead of showing: controls, and format characters such as those that turn the
 * direction of what follows. JSON escapes only the oldest of them. Line separators and what Unicode has not assigned too.
 */
const OBEYED = /[\p{C}\p{Zl}\p{Zp}]/gu;

const REPLACEMENT = '\ufffd';

/** A text as it may stand in a log line, whoever wrote it. */
export function printable(text: string, most: number = MAX_TEXT): string {
  const short = text.length > most ? text.slice(0, most) : text;
  return PLAIN.test(short) ? short : short.replace(OBEYED, REPLACEMENT);
}

/** Makes every text in a line printable, in place: how many there are is up to the program, and not to a request. */
export function makePrintable<Part extends object>(part: Part): Part {
  for (const key of Object.keys(part) as (keyof Part)[]) {
    const value: unknown = part[key];
    if (typeof value === 'string') {
      if (value.length > MAX_TEXT || !PLAIN.test(value)) {
        part[key] = printable(value) as Part[keyof Part];
      }
    } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
      makePrintable(value);
    }
  }
  return part;
}
