import type { DecisionSettings } from '../decision/settings.ts';
import { FLAVOURS } from './flavours.ts';
import type { ParsedSettings } from './schema.ts';

/** All settings with their defaults filled in. */
export interface Settings {
  readonly decision: DecisionSettings;
  readonly server: ServerSettings;
  readonly logLevel: ParsedSettings['logLevel'];
}

/** What the listeners need; times are in seconds, as they are written. */
export type ServerSettings = Pick<
  ParsedSettings,
  | 'address'
  | 'httpsPort'
  | 'healthPort'
  | 'tlsCertDir'
  | 'tlsMinVersion'
  | 'lameDuckSeconds'
  | 'keepAliveSeconds'
  | 'requestTimeoutSeconds'
  | 'maxRequestsPerConnection'
  | 'maxConnectionSeconds'
>;

/** Resolves the flavour's vocabulary and groups the settings by who uses them. */
export function resolveSettings(parsed: ParsedSettings): Settings {
  const vocabulary = FLAVOURS[parsed.flavour];
  const own = parsed.releaseNamespace === undefined ? [] : [parsed.releaseNamespace];
  return {
    decision: {
      schedulerName: parsed.schedulerName ?? vocabulary.schedulerName,
      projectLabel: parsed.projectLabel ?? vocabulary.projectLabel,
      queueLabelKey: parsed.queueLabelKey ?? vocabulary.queueLabelKey,
      nodePoolLabel: parsed.nodePoolLabel ?? vocabulary.nodePoolLabel,
      namespaceProjectLabel: parsed.namespaceProjectLabel ?? vocabulary.namespaceProjectLabel,
      queuePerNodePool: vocabulary.queuePerNodePool,
      queueLabel: parsed.queueLabel,
      route: parsed.route,
      onInvalid: parsed.onInvalid,
      projectGuard: parsed.projectGuard,
      containerTarget: parsed.containerTarget,
      maxWholeGpus: parsed.maxWholeGpus,
      excludedNamespaces: new Set([...parsed.excludedNamespaces, ...own]),
      namespacePrefixes: parsed.namespacePrefixes,
    },
    server: parsed,
    logLevel: parsed.logLevel,
  };
}
