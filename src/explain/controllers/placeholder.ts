/** What a workflow (`{{...}}`) or a Katib experiment (`${trialParameters...}`) fills in when it runs. */
export function hasPlaceholder(text: string): boolean {
  const open = text.indexOf('{{');
  return (open >= 0 && text.indexOf('}}', open + 2) >= 0) || text.includes('${trialParameters.');
}

/** A text with each `{{...}}` replaced by one that stands for it; of braces in a row the innermost pair counts. */
export function maskPlaceholders(text: string, mask: string): string {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    const close = open < 0 ? -1 : text.indexOf('}}', open + 2);
    if (close < 0) {
      parts.push(text.slice(from));
      return parts.join('');
    }
    parts.push(text.slice(from, text.lastIndexOf('{{', close - 1)), mask);
    from = close + 2;
  }
}
