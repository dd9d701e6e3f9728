import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE_SBOM } from './bundle-sbom.mjs';
import { debianComponents } from './debian-packages.ts';
import { type Component, licenseOf, type Sbom, sbom, sha256 } from './document.mjs';
import { docker, withImageUnpacked } from './unpack-image.ts';

/** Of `process.versions`, what counts interfaces and tables and is no library inside Node.js. */
const NO_LIBRARIES = new Set(['node', 'modules', 'napi', 'cldr', 'tz', 'unicode']);

/**
 * The bill of materials of an image: Debian's packages, Node.js with the libraries inside it, and the bundle as its own
 * list has it, which lies beside it.
 *
 * @throws Error with Docker's own words where there is no such image
 */
export function imageSbom(image: string): Sbom {
  // Before anything else: of an image that is not there, Docker would fetch one of that name.
  const labels = JSON.parse(docker('image', 'inspect', '--format', '{{json .Config.Labels}}', image));
  const versions = JSON.parse(
    docker(
      ...['run', '--rm', '--network', 'none', '--entrypoint', 'node', image],
      ...['--print', 'JSON.stringify(process.versions)'],
    ),
  ) as Readonly<Record<string, string>>;
  return withImageUnpacked(image, (root) => {
    const node = nodeComponent(versions, readFileSync(join(root, 'usr/local/bin/node')));
    const debian = debianComponents(root);
    const bundle = JSON.parse(readFileSync(join(root, 'app', BUNDLE_SBOM), 'utf8')) as Sbom;
    const program = bundle.metadata.component;
    return sbom({
      subject: containerComponent(labels),
      components: [program, node, ...debian, ...bundle.components],
      dependencies: [
        { ref: CONTAINER, dependsOn: [program, node, ...debian].map(refOf).sort() },
        ...[node, ...debian].map((component) => ({ ref: refOf(component), dependsOn: [] })),
        ...bundle.dependencies,
      ],
    });
  });
}

const CONTAINER = 'image';

const refOf = (component: Component): string => component['bom-ref'] ?? component.name;

function containerComponent(labels: Readonly<Record<string, string>>): Component {
  const told = ['org.opencontainers.image.revision', 'org.opencontainers.image.base.name'];
  return {
    type: 'container',
    'bom-ref': CONTAINER,
    name: labels['org.opencontainers.image.title'] ?? '',
    version: labels['org.opencontainers.image.version'] ?? '',
    properties: told.flatMap((name) => (labels[name] ? [{ name, value: labels[name] }] : [])),
  };
}

function nodeComponent(versions: Readonly<Record<string, string>>, program: Uint8Array): Component {
  const version = versions['node'] ?? '';
  const purl = `pkg:generic/node@${version}`;
  return {
    type: 'application',
    'bom-ref': purl,
    name: 'node',
    version,
    hashes: [sha256(program)],
    licenses: [licenseOf('MIT')],
    // As the National Vulnerability Database calls it.
    cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
    purl,
    components: Object.entries(versions)
      .filter(([name, inside]) => inside !== '' && !NO_LIBRARIES.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inside]) => ({ type: 'library', name, version: inside })),
  };
}
