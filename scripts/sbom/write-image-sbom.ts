import { writeFileSync } from 'node:fs';
import manifest from '../../package.json' with { type: 'json' };
import { sbomText } from './document.mjs';
import { imageSbom } from './image-sbom.ts';

/* `make sbom`, after the bundle and its own bill of materials have been made. */

const file = 'dist/gpu-fraction-webhook-image.cdx.json';
const image = process.env['IMAGE'] ?? `${manifest.name}:${manifest.version}`;
try {
  writeFileSync(file, sbomText(imageSbom(image)));
  console.log(`${file}, of ${image}`);
} catch (error) {
  console.error(`sbom: no list of the image: ${error instanceof Error ? error.message : error}`);
  console.error(
    'sbom: where there is no image: make image; where no Docker Engine answers: scripts/image/docker-engine.sh',
  );
  process.exitCode = 1;
}
