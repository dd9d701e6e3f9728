import { oneLine, shorten } from '../decision/values/text.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { type Shorten, sentenceOf, type Warning } from '../decision/warning.ts';

/**
 * kubectl prints warnings on a line of their own. The API server cuts each at 256 characters and all together at 4096;
 * 120 is what its guide asks for.
 */
const MAX_WARNING = 120;

/** More than a handful is not read, and each costs a response header. */
const MAX_WARNINGS = 8;

/** Lengths to which typed values are cut, until the sentence fits. */
const VALUE_LENGTHS = [63, 40, 24, 16, 10, 6] as const;

/**
 * The warnings of a decision as the API server hands them on, without repetitions.
 *
 * @param lead is put before each, such as `audit: would warn: `
 */
export function renderWarnings(warnings: readonly Warning[], lead = ''): readonly string[] {
  const lines = warnings.map((warning) =>
    renderWarning((brief) => `${lead}${warning.reason}: ${sentenceOf(warning, brief)}`),
  );
  return lines.length === 0 ? lines : [...new Set(lines)].slice(0, MAX_WARNINGS);
}

/** One warning; the sentence is made with shorter and shorter values until it fits. */
export function renderWarning(sentence: (brief: Shorten) => string): string {
  let line = '';
  for (const length of VALUE_LENGTHS) {
    line = `${PROGRAM}: ${sentence((value) => shorten(value, length))}`;
    if (line.length <= MAX_WARNING) {
      break;
    }
  }
  // It travels in an HTTP header.
  return oneLine(shorten(line, MAX_WARNING));
}
