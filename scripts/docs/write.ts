import { writeFileSync } from 'node:fs';
import { chartFiles } from '../chart/files.ts';
import { CONFIGURATION_PAGE, configurationPage } from './configuration-page.ts';

for (const [path, text] of Object.entries({ [CONFIGURATION_PAGE]: configurationPage(), ...chartFiles() })) {
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
