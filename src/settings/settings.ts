import type { DecisionSettings } from '../decision/settings.ts';
import { vocabularyOf } from './flavours.ts';
import type { ParsedSettings, ServerSettings } from './schema.ts';

export type { ServerSettings };

/** All settings with their defaults filled in. */
export interface Settings {
  readonly decision: DecisionSettings;
  readonly server: ServerSettings;
  readonly logLevel: ParsedSettings['logLevel'];
}

/** Resolves the flavour's vocabulary and groups the settings by who uses them. */
export function resolveSettings(parsed: ParsedSettings): Settings {
  const own = parsed.releaseNamespace === undefined ? [] : [parsed.releaseNamespace];
  return {
    decision: {
      ...vocabularyOf(parsed),
      queueLabel: parsed.queueLabel,
      route: parsed.route,
      onInvalid: parsed.onInvalid,
      projectGuard: parsed.projectGuard,
      allowedQueues: new Set(parsed.quota.allowedQueues),
      containerTarget: parsed.containerTarget,
      maxWholeGpus: parsed.maxWholeGpus,
      excludedNamespaces: new Set([...parsed.excludedNamespaces, ...own]),
      namespacePrefixes: parsed.namespacePrefixes,
    },
    server: parsed,
    logLevel: parsed.logLevel,
  };
}
