import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIGURATION_PAGE, configurationPage } from '../../scripts/docs/configuration-page.ts';

describe('the documentation', () => {
  it('describes the settings as the schema has them; if not, run `make docs`', () => {
    expect(readFileSync(CONFIGURATION_PAGE, 'utf8')).toBe(configurationPage());
  });
});
