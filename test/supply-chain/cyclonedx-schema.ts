import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Sbom } from '../../scripts/sbom/document.mjs';

const schemas = join(
  dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
  'res/schema',
);

const readSchema = (name: string): object =>
  JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
// No document here has mail addresses, and a URI is one of the references that JSON Schema means.
ajv.addFormat('idn-email', true);
ajv.addFormat('iri-reference', true);
for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
  // As the schemas call each other.
  ajv.addSchema(readSchema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
}
const validate = ajv.compile(readSchema('bom-1.6'));

/** What CycloneDX's own schema of version 1.6 has against a document, SPDX's list of licences included. */
export function schemaErrors(document: unknown): readonly string[] {
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Names that a document uses for what it does not list; the schema cannot tell. */
export function danglingReferences({ metadata, components, dependencies }: Sbom): readonly string[] {
  const listed = new Set([metadata.component, ...components].map((component) => component['bom-ref']));
  return dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !listed.has(ref));
}
