// node test/cluster/create.ts FILE...: a stand-in for `kubectl create -f`, for machines without kubectl. Reads
// $KUBECONFIG; prints each object as it is stored, and the warnings that came with it.
import { readFileSync } from 'node:fs';
import { parseAllDocuments, stringify } from 'yaml';
import type { Manifest } from './api.ts';
import { createSeeing } from './api.ts';
import { loadKubeconfig } from './kubeconfig.ts';

const kubeConfig = loadKubeconfig(process.env['KUBECONFIG'] ?? '');
for (const file of process.argv.slice(2)) {
  for (const document of parseAllDocuments(readFileSync(file === '-' ? 0 : file, 'utf8'))) {
    const { body, warnings } = await createSeeing(kubeConfig, document.toJS() as Manifest);
    for (const warning of warnings) console.error(`Warning: ${warning}`);
    const { managedFields: _, ...metadata } = (body as Manifest).metadata;
    console.log(`---\n${stringify({ ...(body as Manifest), metadata })}`);
  }
}
