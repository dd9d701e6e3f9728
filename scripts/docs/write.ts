import { writeFileSync } from 'node:fs';
import { chartFiles } from '../chart/files.ts';
import { CONFIGURATION_PAGE, configurationPage } from './configuration-page.ts';
import { DEPENDENCIES_PAGE, dependenciesPage } from './dependencies-page.ts';
import { SUPPORT_PAGE, supportPage } from './support-page.ts';

const files = {
  [CONFIGURATION_PAGE]: configurationPage(),
  [DEPENDENCIES_PAGE]: dependenciesPage(),
  [SUPPORT_PAGE]: supportPage(),
  ...chartFiles(),
};
for (const [path, text] of Object.entries(files)) {
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
