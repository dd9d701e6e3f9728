import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pems } from './pems.ts';

/** A pair, and who issued it. */
export interface SecretFiles extends Partial<Pems> {
  readonly ca?: string | undefined;
}

/** A folder that changes as the kubelet changes a mounted Secret: one link is swapped for another in one step. */
export class SecretMount {
  readonly folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-secret-'));
  #version = 0;

  constructor(files: SecretFiles) {
    this.update(files);
    for (const file of ['tls.crt', 'tls.key', 'ca.crt']) {
      symlinkSync(join('..data', file), join(this.folder, file));
    }
  }

  update({ cert, key, ca }: SecretFiles): void {
    this.#version += 1;
    const version = `..version-${this.#version}`;
    mkdirSync(join(this.folder, version));
    if (cert !== undefined) {
      writeFileSync(join(this.folder, version, 'tls.crt'), cert);
    }
    if (key !== undefined) {
      writeFileSync(join(this.folder, version, 'tls.key'), key);
    }
    if (ca !== undefined) {
      writeFileSync(join(this.folder, version, 'ca.crt'), ca);
    }
    symlinkSync(version, join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, '..data'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
