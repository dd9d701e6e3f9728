import { createHash } from 'node:crypto';

/**
 * Something that a document lists, as CycloneDX 1.6 writes it in JSON. A bill of materials is valid by that
 * specification's own schema; `test/supply-chain/` sees to it.
 *
 * @typedef {object} Component
 * @property {'application' | 'container' | 'file' | 'library' | 'operating-system'} type
 * @property {string} [bom-ref]
 * @property {string} [group]
 * @property {string} name
 * @property {string} [version]
 * @property {string} [description]
 * @property {readonly Hash[]} [hashes]
 * @property {readonly License[]} [licenses]
 * @property {string} [cpe]
 * @property {string} [purl]
 * @property {readonly Component[]} [components] what it consists of
 * @property {readonly { readonly name: string, readonly value: string }[]} [properties]
 *
 * @typedef {{ readonly alg: 'SHA-256' | 'SHA-512', readonly content: string }} Hash
 * @typedef {{ readonly license: { readonly id: string } } | { readonly expression: string }} License
 * @typedef {{ readonly ref: string, readonly dependsOn: readonly string[] }} Dependency
 *
 * @typedef {object} Sbom
 * @property {'CycloneDX'} bomFormat
 * @property {'1.6'} specVersion
 * @property {1} version
 * @property {{ readonly timestamp?: string, readonly tools?: { readonly components: readonly Component[] }, readonly component: Component }} metadata
 * @property {readonly Component[]} components
 * @property {readonly Dependency[]} dependencies
 */

/**
 * A document that is the same whenever it lists the same: it has no serial number, and the time only where the variable
 * SOURCE_DATE_EPOCH says which (as reproducible-builds.org defines it).
 *
 * @param {object} content
 * @param {Component} content.subject what the document is about
 * @param {readonly Component[]} [content.tools] what it was built with
 * @param {readonly Component[]} content.components
 * @param {readonly Dependency[]} content.dependencies
 * @returns {Sbom}
 */
export function sbom({ subject, tools, components, dependencies }) {
  const seconds = process.env['SOURCE_DATE_EPOCH'];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      ...(seconds ? { timestamp: new Date(Number(seconds) * 1000).toISOString() } : {}),
      ...(tools ? { tools: { components: tools } } : {}),
      component: subject,
    },
    components,
    dependencies,
  };
}

/** @param {Sbom} document */
export const sbomText = (document) => `${JSON.stringify(document, undefined, 2)}\n`;

/**
 * @param {Uint8Array} bytes
 * @returns {Hash}
 */
export const sha256 = (bytes) => ({ alg: 'SHA-256', content: createHash('sha256').update(bytes).digest('hex') });

/**
 * @param {string} license an SPDX identifier or expression
 * @returns {License}
 */
export const licenseOf = (license) => (/\s/.test(license) ? { expression: license } : { license: { id: license } });
