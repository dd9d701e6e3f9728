export const OUTPUT_FORMATS = ['text', 'json', 'yaml', 'patch'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];
