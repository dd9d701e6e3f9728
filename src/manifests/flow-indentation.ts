/** A text whose values stand deeper than this is left as it is: nobody writes so, and each line may grow by as much. */
const DEEPEST = 100;

/** A quoted text or a `[...]` or `{...}` that has begun and not ended yet. */
interface OpenFlow {
  /** Where its lines have to stand, at least. */
  readonly indentation: number;
  /** How many brackets are open. */
  depth: number;
  /** The quote that is open within them, or alone. */
  quote: '"' | "'" | undefined;
}

/**
 * Moves lines that belong to a quoted text or to a flow collection (`[...]`, `{...}`) to where YAML 1.2 wants them:
 * further to the right than the key that they belong to. libyaml, and so kubectl, takes them anywhere, and the white space
 * in front of such a line means nothing. A comment gets a space in front of it. Lines stay lines, so that errors keep their numbers; all others stay as they are.
 *
 * The reader below knows as much of YAML as it takes to tell a quote that opens a text from one inside of a text.
 */
export function indentFlowLines(text: string): string {
  const reader = new LineReader();
  const lines = text.split('\n').map((line) => reader.read(line));
  return reader.tooDeep ? text : lines.join('\n');
}

class LineReader {
  tooDeep = false;
  #open: OpenFlow | undefined;
  /** The column of the key or dash to which a value belongs that begins now; -1 at the top. */
  #parent = -1;
  /** Parent's column of a block scalar (`|`, `>`), whose lines mean nothing here. */
  #block: number | undefined;
  /** Parent's column of a plain text, which goes on as long as lines stand further to the right. */
  #plain: number | undefined;
  /** Where on the line the present key or value begins. */
  #nodeStart: number | undefined;
  /** Where on the line a comment begins that nothing separates from what stands before it. */
  #comment: number | undefined;

  /** Takes the next line, and gives it back where it should stand. */
  read(line: string): string {
    const column = line.length - line.trimStart().length;
    const blank = column === line.length;
    if (/^(?:---|\.\.\.)(?=\s|$)/.test(line)) {
      this.#open = undefined;
      this.#block = undefined;
      this.#plain = undefined;
      this.#parent = -1;
      this.#scan(line, 3);
      return line;
    }
    if (this.#block !== undefined) {
      if (blank || column > this.#block) {
        return line;
      }
      this.#block = undefined;
    }
    if (this.#open !== undefined) {
      // White space alone means nothing here either, but a tab in it would be refused.
      return blank ? line.replace(/[ \t]+/, '') : this.#moved(line, column, this.#open);
    }
    if (this.#plain !== undefined) {
      if (blank || (column > this.#plain && line[column] !== '#')) {
        return line;
      }
      this.#plain = undefined;
    }
    this.#scan(line, column);
    return this.#withComment(line);
  }

  #moved(line: string, column: number, { indentation }: OpenFlow): string {
    this.#scan(line, column);
    const stands = column >= indentation && !line.slice(0, column).includes('\t');
    const whole = this.#withComment(line);
    return stands ? whole : `${' '.repeat(indentation)}${whole.slice(column)}`;
  }

  /** The line with a space in front of its comment, which libyaml does not ask for behind quotes, brackets and commas. */
  #withComment(line: string): string {
    return this.#comment === undefined ? line : `${line.slice(0, this.#comment)} ${line.slice(this.#comment)}`;
  }

  /** Follows a line from a column to its end. */
  #scan(line: string, from: number): void {
    this.#nodeStart = undefined;
    this.#comment = undefined;
    let at = from;
    while (at < line.length) {
      if (this.#open?.quote !== undefined) {
        at = this.#scanQuoted(line, at, this.#open);
      } else if (isBlank(line[at])) {
        at += 1;
      } else if (line[at] === '#') {
        this.#comment = at > 0 && !isBlank(line[at - 1]) ? at : undefined;
        return;
      } else {
        at = this.#open === undefined ? this.#scanBlock(line, at) : this.#scanFlow(line, at, this.#open);
      }
    }
  }

  /** Goes to the end of a quoted text, or of the line. */
  #scanQuoted(line: string, from: number, open: OpenFlow): number {
    const { quote } = open;
    for (let at = from; at < line.length; at += 1) {
      if (quote === '"' && line[at] === '\\') {
        at += 1;
      } else if (line[at] === quote) {
        if (quote === "'" && line[at + 1] === "'") {
          at += 1;
        } else {
          open.quote = undefined;
          this.#open = open.depth === 0 ? undefined : open;
          return at + 1;
        }
      }
    }
    return line.length;
  }

  /** One step inside of brackets, where only brackets, quotes and commas mean something. */
  #scanFlow(line: string, at: number, open: OpenFlow): number {
    const character = line[at];
    switch (character) {
      case '[':
      case '{':
        open.depth += 1;
        return at + 1;
      case ']':
      case '}':
        open.depth -= 1;
        this.#open = open.depth === 0 ? undefined : open;
        return at + 1;
      case '"':
      case "'":
        open.quote = character;
        return at + 1;
      case ',':
        return at + 1;
      default:
        return endOfPlain(line, at, true);
    }
  }

  /** One step outside of brackets. */
  #scanBlock(line: string, at: number): number {
    const character = line[at];
    const separates = isBlank(line[at + 1]);
    if ((character === '-' || character === '?') && separates) {
      this.#parent = at;
      this.#nodeStart = undefined;
      return at + 1;
    }
    if (character === ':' && separates) {
      this.#parent = this.#nodeStart ?? at;
      this.#nodeStart = undefined;
      return at + 1;
    }
    this.#nodeStart ??= at;
    switch (character) {
      case '&':
      case '*':
      case '!':
        return endOfWord(line, at);
      case '|':
      case '>':
        this.#block = this.#parent;
        return line.length;
      case '"':
      case "'":
        this.#begin(0, character);
        return at + 1;
      case '[':
      case '{':
        this.#begin(1, undefined);
        return at + 1;
      default: {
        const end = endOfPlain(line, at, false);
        // What ends before the line does is a key, or has a comment behind it; either way it does not go on.
        this.#plain = end === line.length ? this.#parent : undefined;
        return end;
      }
    }
  }

  #begin(depth: number, quote: OpenFlow['quote']): void {
    // At the margin a line might become the end of the document.
    const indentation = Math.max(this.#parent + 1, 1);
    this.tooDeep ||= indentation > DEEPEST;
    this.#open = { indentation, depth, quote };
  }
}

/** White space, or the end of the line. */
const isBlank = (character: string | undefined): boolean =>
  character === undefined || character === ' ' || character === '\t' || character === '\r';

function endOfWord(line: string, from: number): number {
  let at = from;
  while (at < line.length && !isBlank(line[at])) {
    at += 1;
  }
  return at;
}

/** Where a text without quotes ends: at a `: `, at a comment, inside of brackets at a bracket or comma, or with its line. */
function endOfPlain(line: string, from: number, inFlow: boolean): number {
  for (let at = from; at < line.length; at += 1) {
    const character = line[at];
    const ends =
      (character === ':' && isBlank(line[at + 1])) ||
      (character === '#' && isBlank(line[at - 1])) ||
      (inFlow && character !== undefined && ',[]{}'.includes(character));
    if (ends) {
      // A lone colon is a step of its own.
      return Math.max(at, from + (inFlow ? 1 : 0));
    }
  }
  return line.length;
}
