/** Drops white space around a value; zero-width characters go with it, since values are pasted from pages and chats. */
export function trim(value: string): string {
  return value.replace(/^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g, '');
}
