import { loadSettings } from '../../../src/settings/load.ts';
import type { SettingsInput } from '../../../src/settings/schema.ts';
import type { Settings } from '../../../src/settings/settings.ts';

const variant = (input: SettingsInput): Settings =>
  loadSettings(undefined, { ...input, maxRequestsPerConnection: 0, maxConnectionSeconds: 0, logLevel: 'debug' });

/** The defaults. */
export const USUAL: Settings = variant({});

/** Settings that lead to other decisions. */
export const VARIANTS: readonly Settings[] = [
  USUAL,
  variant({ flavour: 'kai' }),
  variant({ flavour: 'kai', queueLabel: true, route: 'all' }),
  variant({ onInvalid: 'warn', projectGuard: 'warn' }),
  variant({ containerTarget: 'reorder', queueLabel: true, route: 'requested' }),
  variant({ flavour: 'kai', projectGuard: 'off', containerTarget: 'reorder', route: 'all', onInvalid: 'warn' }),
  variant({ mode: 'audit' }),
];
