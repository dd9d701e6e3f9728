import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/manifests/documents.ts';
import { filesIn, textReader } from '../../src/manifests/files.ts';
import { InputError } from '../../src/manifests/input-error.ts';
import { Files } from '../explain/explaining.ts';

const files = new Files();
const config = (name: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`;
for (const folder of ['all/inner', 'all/z.yaml', 'none/inner']) {
  mkdirSync(join(files.folder, folder), { recursive: true });
}
files.write('all/b.yaml', config('b'));
files.write('all/a.json', '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}');
files.write('all/c.yml', `${config('c')}\n---\nname: no manifest\n---\n${config('d')}`);
files.write('all/broken.yaml', 'a: [');
files.write('all/readme.md', 'no manifest');
files.write('all/inner/i.yaml', config('i'));
files.write('all/z.yaml/inner.yaml', config('in-z'));
files.write('none/inner/x.yaml', config('x'));
const all = join(files.folder, 'all');

const names = (recursive: boolean): readonly unknown[] =>
  readFiles(filesIn([all], recursive), textReader('')).documents.map(({ object }) => object['metadata']);

describe('a folder', () => {
  it('gives its manifests in the order of their names, as kubectl takes them', () => {
    expect(names(false)).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]);
  });

  it('gives those in folders below as well where that is asked', () => {
    expect(names(true)).toEqual(['a', 'b', 'c', 'd', 'i', 'in-z'].map((name) => ({ name })));
  });

  it('may hold files and documents that are no manifests; they are named', () => {
    const { passedOver } = readFiles(filesIn([all], false), textReader(''));
    expect(passedOver).toEqual([
      expect.stringMatching(/broken\.yaml: .* at line \d, column \d+; passed over$/),
      expect.stringMatching(/c\.yml, document 2: apiVersion and kind are missing/),
    ]);
  });

  it('without any is an error, which tells about -R where that would help', () => {
    const none = join(files.folder, 'none');
    expect(() => filesIn([none], false)).toThrow(/none: no \.yaml, \.yml or \.json file .*; -R takes/);
    expect(filesIn([none], true)).toHaveLength(1);
    mkdirSync(join(files.folder, 'empty'));
    expect(() => filesIn([join(files.folder, 'empty')], true)).toThrow(InputError);
  });
});

describe('a file that is named', () => {
  it('is taken whatever it is called', () => {
    const path = files.write('plain', config('p'));
    expect(filesIn([path, '-'], true)).toEqual([
      { path, fromFolder: false },
      { path: '-', fromFolder: false },
    ]);
  });

  it('has to be a manifest', () => {
    expect(() => readFiles(filesIn([join(all, 'broken.yaml')], false), textReader(''))).toThrow(InputError);
  });

  it('has to be there, which reading it tells', () => {
    const [missing] = filesIn(['nowhere.yaml'], false);
    expect(missing).toEqual({ path: 'nowhere.yaml', fromFolder: false });
    expect(() => textReader('')('nowhere.yaml')).toThrow(/^nowhere\.yaml: cannot be read: ENOENT/);
  });
});
