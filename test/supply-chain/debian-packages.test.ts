import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { debianComponents } from '../../scripts/sbom/debian-packages.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-debian-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  put('usr/lib/os-release', 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n');
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('the packages of an image are listed by the names under which security notices speak of them', () => {
  put(
    'var/lib/dpkg/status.d/libstdc++6',
    'Package: libstdc++6\nArchitecture: amd64\nSource: gcc-14 (14.2.0-19)\nVersion: 14.2.0-19+b1\nDescription: GNU\n Version: 0\n',
  );
  put('var/lib/dpkg/status.d/libc6', 'Package: libc6\nArchitecture: arm64\nVersion: 1:2.41-12\n');
  const purls = {
    libc6: 'pkg:deb/debian/libc6@1:2.41-12?arch=arm64&distro=debian-13',
    'libstdc++6': 'pkg:deb/debian/libstdc%2B%2B6@14.2.0-19%2Bb1?arch=amd64&distro=debian-13&upstream=gcc-14',
  };
  expect(debianComponents(root)).toEqual([
    { type: 'operating-system', 'bom-ref': 'debian@13', name: 'debian', version: '13' },
    { type: 'library', 'bom-ref': purls.libc6, name: 'libc6', version: '1:2.41-12', purl: purls.libc6 },
    {
      type: 'library',
      'bom-ref': purls['libstdc++6'],
      name: 'libstdc++6',
      version: '14.2.0-19+b1',
      purl: purls['libstdc++6'],
    },
  ]);
});

test('an image that does not say where its libraries are from gets no list, rather than one without them', () => {
  expect(() => debianComponents(root)).toThrow(/does not say which packages its libraries are from.*scanner/);
});
