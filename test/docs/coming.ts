/** Commands that the pages name, and pages, that are being written. Whoever lands the last one removes this. */
export const COMING: readonly string[] = ['namespaces', 'why'];
