import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from './document.mjs';

/**
 * The distribution that an image's libraries are from, and its packages, as the image itself records them
 * (`scripts/image/node-only.mjs`).
 *
 * @param root the folder that the image is unpacked in
 * @throws Error where nothing is recorded: then nobody knows which C library is in the image, and a list would hide it
 */
export function debianComponents(root: string): readonly Component[] {
  const folder = join(root, 'var/lib/dpkg/status.d');
  if (!existsSync(folder)) {
    throw new Error(
      "the image does not say which packages its libraries are from: its base keeps no records of Debian's dpkg. " +
        'Build it on an image of Debian or one derived from it, or list it with a scanner that knows that base',
    );
  }
  const release = fields(readFileSync(join(root, 'usr/lib/os-release'), 'utf8'), '=');
  const { id, version } = { id: release['ID'] ?? 'debian', version: release['VERSION_ID'] ?? '' };
  return [
    { type: 'operating-system', 'bom-ref': `${id}@${version}`, name: id, version },
    ...readdirSync(folder)
      .sort()
      .map((file) => packageComponent(fields(readFileSync(join(folder, file), 'utf8'), ': '), id, version)),
  ];
}

type Fields = Readonly<Record<string, string>>;

function packageComponent(record: Fields, id: string, release: string): Component {
  const name = record['Package'] ?? '';
  const version = record['Version'] ?? '';
  const qualifiers = {
    arch: record['Architecture'] ?? '',
    distro: `${id}-${release}`,
    // Debian's security notices speak of source packages.
    upstream: record['Source']?.replace(/ .*$/, '') ?? '',
  };
  const query = Object.entries(qualifiers).flatMap(([key, value]) =>
    value ? `${key}=${encodeURIComponent(value)}` : [],
  );
  // A colon, which parts the epoch from the version, stays as it is in every part of a package URL.
  const purl = `pkg:deb/${id}/${encodeURIComponent(name)}@${encodeURIComponent(version)}?${query.join('&')}`.replaceAll(
    '%3A',
    ':',
  );
  return { type: 'library', 'bom-ref': purl, name, version, purl };
}

/** Lines of name and value; quotes around a value are dropped, and lines that continue another one are left out. */
function fields(text: string, separator: ': ' | '='): Fields {
  const pairs = text.split('\n').flatMap((line) => {
    const at = line.indexOf(separator);
    return at <= 0 || /^\s/.test(line)
      ? []
      : [[line.slice(0, at), line.slice(at + separator.length).replace(/^"(.*)"$/, '$1')] as const];
  });
  return Object.fromEntries(pairs);
}
