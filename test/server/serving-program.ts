import { serve } from '../../src/commands/serve.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { optedIn } from './surroundings.ts';

// Run by serving-process.ts: the command as the command line starts it, with one namespace that opted in.
const { settings, dev = false } = JSON.parse(process.argv[2] ?? '{}') as {
  settings: Record<string, unknown>;
  dev?: boolean;
};
await serve({
  settings: loadSettings(undefined, { address: '127.0.0.1', httpsPort: 0, healthPort: 0, ...settings }),
  surroundings: optedIn,
  dev,
  version: '1.2.3',
});
