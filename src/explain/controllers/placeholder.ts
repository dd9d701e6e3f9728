/** What a workflow (`{{...}}`) or a Katib experiment (`${trialParameters...}`) fills in when it runs. */
export function hasPlaceholder(text: string): boolean {
  const open = text.indexOf('{{');
  return (open >= 0 && text.indexOf('}}', open + 2) >= 0) || text.includes('${trialParameters.');
}
