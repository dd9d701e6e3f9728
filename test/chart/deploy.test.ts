import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deployFiles } from '../../scripts/deploy/manifests.ts';

describe('the plain manifests in deploy/', () => {
  it('are what the chart renders; if not, run `make deploy`', async () => {
    for (const [path, text] of Object.entries(await deployFiles())) {
      expect([path, readFileSync(path, 'utf8')]).toEqual([path, text]);
    }
  });
});
