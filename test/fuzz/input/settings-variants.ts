import { loadSettings } from '../../../src/settings/load.ts';
import type { Settings } from '../../../src/settings/settings.ts';

/** Settings that lead to other decisions. */
export const VARIANTS: readonly Settings[] = [
  {},
  { flavour: 'kai' },
  { flavour: 'kai', queueLabel: true, route: 'all' },
  { onInvalid: 'warn', projectGuard: 'warn' },
  { containerTarget: 'reorder', queueLabel: true, route: 'requested' },
  { flavour: 'kai', projectGuard: 'off', containerTarget: 'reorder', route: 'all', onInvalid: 'warn' },
  { mode: 'audit' },
].map((variant) =>
  loadSettings(undefined, { ...variant, maxRequestsPerConnection: 0, maxConnectionSeconds: 0, logLevel: 'debug' }),
);
