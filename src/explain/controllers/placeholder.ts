/** What a workflow (`{{...}}`) or a Katib experiment (`${trialParameters...}`) fills in when it runs. */
export function hasPlaceholder(text: string): boolean {
  const open = text.indexOf('{{');
  return (open >= 0 && text.indexOf('}}', open + 2) >= 0) || text.includes('${trialParameters.');
}

/**
 * Goes through a text once, from one `{{` to the next `}}`, and puts values in. Of braces that follow one another the
 * innermost pair counts, as in the JSON of a podSpecPatch.
 *
 * @param valueFor what stands between the braces, without blanks around it; `undefined` leaves it as it is
 * @param mostLength a text that would become longer is left as it is, whole
 */
export function replacePlaceholders(
  text: string,
  valueFor: (name: string) => string | undefined,
  mostLength = Number.POSITIVE_INFINITY,
): string {
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    const close = open < 0 ? -1 : text.indexOf('}}', open + 2);
    if (close < 0) {
      parts.push(text.slice(from));
      return parts.join('');
    }
    const start = text.lastIndexOf('{{', close - 1);
    const value = valueFor(text.slice(start + 2, close).trim());
    const part = value === undefined ? text.slice(from, close + 2) : text.slice(from, start) + value;
    parts.push(part);
    length += part.length;
    from = close + 2;
    if (length > mostLength) {
      return text;
    }
  }
}
