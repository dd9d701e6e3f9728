import { PROGRAM } from '../decision/names.ts';
import { type Note, sentenceOf } from '../decision/note.ts';
import { oneLine, shorten } from '../decision/one-line.ts';

/**
 * kubectl prints warnings on a line of their own. The API server cuts each at 256 characters and all together at 4096;
 * 120 is what its guide asks for.
 */
const MAX_WARNING = 120;

/** More than a handful is not read, and each costs a response header. */
const MAX_WARNINGS = 8;

/** Lengths to which typed values are cut, until the sentence fits. */
const VALUE_LENGTHS = [63, 40, 24, 16, 10, 6] as const;

/** The warnings of a decision as the API server hands them on, without repetitions. */
export function renderWarnings(notes: readonly Note[]): readonly string[] {
  return notes.length === 0 ? [] : [...new Set(notes.map(renderWarning))].slice(0, MAX_WARNINGS);
}

function renderWarning(note: Note): string {
  let line = '';
  for (const length of VALUE_LENGTHS) {
    line = `${PROGRAM}: ${note.reason}: ${sentenceOf(note, (value) => shorten(value, length))}`;
    if (line.length <= MAX_WARNING) {
      break;
    }
  }
  // It travels in an HTTP header.
  return oneLine(shorten(line, MAX_WARNING));
}
