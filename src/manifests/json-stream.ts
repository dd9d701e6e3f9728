/**
 * The objects of a stream of JSON, as `jq` and the API server's watches write it: one after the other, with or without
 * white space between them. `undefined` for a text that is anything else.
 */
export function readJsonStream(text: string): readonly unknown[] | undefined {
  if (!/^\s*\{/.test(text)) {
    return undefined;
  }
  const values: unknown[] = [];
  let from = 0;
  while (from < text.length) {
    const end = endOfObject(text, from);
    const part = text.slice(from, end);
    if (part.trim() !== '') {
      try {
        values.push(JSON.parse(part));
      } catch {
        return undefined;
      }
    }
    from = end;
  }
  return values;
}

/** Behind the brace that closes the first object, or the end of the text. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') {
        at += 1;
      } else if (character === '"') {
        quoted = false;
      }
    } else if (character === '"') {
      quoted = true;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth <= 0) {
        return at + 1;
      }
    }
  }
  return text.length;
}
