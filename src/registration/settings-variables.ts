import type { V1Variable } from '@kubernetes/client-node';
import { celList, celString } from './cel.ts';

type Setting = string | number | boolean | readonly string[];

/**
 * Settings as variables of a policy, one each, and the only part of its expressions that depends on settings: all else is
 * constant and reads `variables.<name>`. So a chart has literals to fill in, and no expression to put together. They come
 * first, since a variable knows only those before it.
 */
export const settingsVariables = (settings: Readonly<Record<string, Setting>>): V1Variable[] =>
  Object.entries(settings).map(([name, value]) => ({
    name,
    expression: literalOf(value),
  }));

function literalOf(value: Setting): string {
  if (typeof value === 'string') {
    return celString(value);
  }
  return typeof value === 'object' ? celList(value) : String(value);
}
