import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deployFiles } from './manifests.ts';

for (const [path, text] of Object.entries(await deployFiles())) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
