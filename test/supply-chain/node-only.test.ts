import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { findFault, takeNodeOnly } from '../../scripts/image/node-only.mjs';
import { filesIn } from './files-in.ts';

let root: string;
let target: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-base-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  root = join(folder, 'root');
  target = join(folder, 'target');
  mkdirSync(target);
});

function put(path: string, text = path, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  chmodSync(join(root, path), mode);
}

function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(to, join(root, path));
}

/** An image like the official one of Node.js on a slim Debian, in small. */
function debianWithNode(): void {
  put('usr/lib/x86_64-linux-gnu/libc.so.6', 'the C library', 0o755);
  put('usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.33', 'the C++ library');
  link('usr/lib/x86_64-linux-gnu/libstdc++.so.6', 'libstdc++.so.6.0.33');
  put('usr/lib/x86_64-linux-gnu/libncurses.so.6', 'what the shell needs');
  put('usr/lib/os-release', 'ID=debian\n');
  link('etc/os-release', '../usr/lib/os-release');
  link('lib', 'usr/lib');
  link('bin', 'usr/bin');
  put('usr/bin/dash', 'a shell', 0o755);
  link('usr/bin/sh', 'dash');
  put('usr/local/bin/node', 'Node.js', 0o775);
  put('usr/local/LICENSE', 'the licence of Node.js');
  put('usr/local/lib/node_modules/npm/bin/npm-cli.js', 'npm', 0o755);
  link('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js');
  put('usr/share/doc/libc6/copyright', 'of the C library');
  put('usr/share/doc/gcc-14-base/copyright', 'of the C++ library');
  link('usr/share/doc/libstdc++6', 'gcc-14-base');
}

const loaded = ['/lib/x86_64-linux-gnu/libc.so.6', '/usr/lib/x86_64-linux-gnu/libstdc++.so.6'];

const take = (): void => takeNodeOnly({ root, program: '/usr/local/bin/node', libraries: loaded }, target);

const record = (name: string, version: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\nDescription: ${name}\n .\n More.\n`;

const filesTaken = (): readonly string[] => filesIn(target);

const recorded = (): readonly string[] => filesTaken().filter((path) => path.startsWith('var/lib/dpkg/'));

describe('of a base image with a shell and npm', () => {
  test('only Node.js, its libraries under all their names, and their licences are taken', () => {
    debianWithNode();
    put('var/lib/dpkg/status', [record('dash', '1'), record('libc6', '2'), record('libstdc++6', '3')].join('\n'));
    put('var/lib/dpkg/info/dash.list', '/.\n/bin\n/bin/dash\n');
    // As Debian's packages had it before /lib became a link.
    put('var/lib/dpkg/info/libc6:amd64.list', '/.\n/lib/x86_64-linux-gnu/libc.so.6\n');
    put('var/lib/dpkg/info/libstdc++6:amd64.list', '/.\n/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.33\n');
    take();
    expect(filesTaken()).toEqual([
      'etc/group',
      'etc/nsswitch.conf',
      'etc/os-release -> ../usr/lib/os-release',
      'etc/passwd',
      'lib -> usr/lib',
      'usr/lib/os-release',
      'usr/lib/x86_64-linux-gnu/libc.so.6',
      'usr/lib/x86_64-linux-gnu/libstdc++.so.6 -> libstdc++.so.6.0.33',
      'usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.33',
      'usr/local/LICENSE',
      'usr/local/bin/node',
      'usr/share/doc/gcc-14-base/copyright',
      'usr/share/doc/libc6/copyright',
      'usr/share/doc/libstdc++6 -> gcc-14-base',
      'var/lib/dpkg/status.d/libc6',
      'var/lib/dpkg/status.d/libstdc++6',
    ]);
    expect(readFileSync(join(target, 'var/lib/dpkg/status.d/libc6'), 'utf8')).toBe(record('libc6', '2'));
    expect(readFileSync(join(target, 'usr/local/bin/node'), 'utf8')).toBe('Node.js');
  });

  test('nothing can be written but /tmp, whatever the base image allowed', () => {
    debianWithNode();
    take();
    const mode = (path: string) => (lstatSync(join(target, path)).mode & 0o7777).toString(8);
    expect(mode('usr/local/bin/node')).toBe('755');
    expect(mode('usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.33')).toBe('644');
    expect(mode('tmp')).toBe('1777');
  });

  test('the user has a name', () => {
    debianWithNode();
    take();
    expect(readFileSync(join(target, 'etc/passwd'), 'utf8')).toMatch(/^nonroot:x:65532:65532:/m);
  });
});

describe('of a distroless base image', () => {
  test('Node.js is found in its folder, and the records of the packages that it needs are kept', () => {
    put('nodejs/bin/node', 'Node.js', 0o755);
    put('usr/lib/x86_64-linux-gnu/libc.so.6');
    put('usr/lib/x86_64-linux-gnu/libssl.so.3');
    put('var/lib/dpkg/status.d/libc6', record('libc6', '2'));
    put('var/lib/dpkg/status.d/libc6.md5sums', '0123  usr/lib/x86_64-linux-gnu/libc.so.6\n');
    put('var/lib/dpkg/status.d/libssl3', record('libssl3', '3'));
    put('var/lib/dpkg/status.d/libssl3.md5sums', '4567  usr/lib/x86_64-linux-gnu/libssl.so.3\n');
    takeNodeOnly({ root, program: '/nodejs/bin/node', libraries: ['/usr/lib/x86_64-linux-gnu/libc.so.6'] }, target);
    expect(recorded()).toEqual(['var/lib/dpkg/status.d/libc6']);
    expect(filesTaken()).toContain('usr/local/bin/node');
    expect(filesTaken()).not.toContain('usr/lib/x86_64-linux-gnu/libssl.so.3');
  });

  test('a package of which nobody says what belongs to it stays on record', () => {
    debianWithNode();
    put('var/lib/dpkg/status.d/libc6', record('libc6', '2'));
    take();
    expect(recorded()).toEqual(['var/lib/dpkg/status.d/libc6']);
  });
});

test('a library that is not there stops the build, and is not left out', () => {
  debianWithNode();
  rmSync(join(root, 'usr/lib/x86_64-linux-gnu/libc.so.6'));
  expect(take).toThrow(/ENOENT.*libc\.so\.6/);
});

test.each([
  ['22.20.0', 'the base image has Node.js 22.20.0, and 24.6 or newer is needed'],
  ['24.5.0', 'the base image has Node.js 24.5.0, and 24.6 or newer is needed'],
  ['24.6.0', undefined],
  ['26.0.0', undefined],
])('Node.js %s: %s', (version, fault) => {
  expect(findFault(version)).toBe(fault);
});
