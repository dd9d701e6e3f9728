import type { V1Variable } from '@kubernetes/client-node';
import { celList, celString } from './cel.ts';

/**
 * Settings as variables of a policy, one each, and the only part of its expressions that depends on settings: all else is
 * constant and reads `variables.<name>`. So a chart has literals to fill in, and no expression to put together. They come
 * first, since a variable knows only those before it.
 */
export const settingsVariables = (settings: Readonly<Record<string, string | readonly string[]>>): V1Variable[] =>
  Object.entries(settings).map(([name, value]) => ({
    name,
    expression: typeof value === 'string' ? celString(value) : celList(value),
  }));
