import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CHECKSUMS = 'SHA256SUMS';

export const sha256Of = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The files of a folder with their sums, as `sha256sum --check` reads them; without the sums themselves and their signature. */
export function checksums(folder: string): string {
  const files = readdirSync(folder).filter((file) => !file.startsWith(CHECKSUMS));
  return files
    .sort()
    .map((file) => `${sha256Of(readFileSync(join(folder, file)))}  ${file}\n`)
    .join('');
}

/* `node scripts/release/checksums.ts FOLDER`: the release adds the lists of its images before it signs. */
if (import.meta.main) {
  const [, , folder] = process.argv;
  if (folder === undefined) {
    console.error('checksums: name the folder with the files of the release');
    process.exit(2);
  }
  writeFileSync(join(folder, CHECKSUMS), checksums(folder));
}
