import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The image under test: the one that `make image` tags, unless the variable IMAGE names another, as it does there. */
export const imageName = process.env['IMAGE'] ?? `gpu-fraction-webhook:${version}`;
