import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Every source file that is loaded with these, all their imports included. */
async function loadedWith(...entryPoints: readonly string[]): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [...entryPoints],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'dist',
  });
  return Object.keys(metafile.inputs);
}

const inRoom = (files: readonly string[], room: string) => files.filter((file) => file.startsWith(`src/${room}/`));

describe('what a command loads', () => {
  it('serve loads nothing of explain, also with surroundings from files', async () => {
    const files = await loadedWith(
      'src/commands/serve.ts',
      'src/surroundings/from-files.ts',
      'src/surroundings/store.ts',
      'src/manifests/documents.ts',
    );
    expect(inRoom(files, 'surroundings')).not.toEqual([]);
    expect(inRoom(files, 'explain')).toEqual([]);
  });

  it('explain loads nothing of the server', async () => {
    const files = await loadedWith('src/commands/explain.ts');
    expect(inRoom(files, 'explain')).not.toEqual([]);
    for (const room of ['server', 'certificates', 'telemetry']) {
      expect(inRoom(files, room)).toEqual([]);
    }
  });
});
