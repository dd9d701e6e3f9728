import type { ScalarTag } from 'yaml';

/*
 * Values without quotes mean in kubectl what YAML 1.1 says, where the newer YAML takes them for texts or for other numbers:
 * `runai: yes` is a truth value, and refused where a string is wanted, and a `defaultMode: 0755` is octal.
 */

const boolean: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value: unknown) => typeof value === 'boolean',
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (text: string) => /^(?:y|yes|on)$/i.test(text),
};

const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value: unknown) => typeof value === 'number',
  test: /^[-+]?0[0-7_]*[0-7]$/,
  resolve: (text: string) => signed(text, 8),
};

const binary: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value: unknown) => typeof value === 'number',
  test: /^[-+]?0b[01_]+$/,
  resolve: (text: string) => signed(text.replace('0b', ''), 2),
};

const grouped: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value: unknown) => typeof value === 'number',
  test: /^[-+]?[1-9][0-9]*_[0-9_]*$/,
  resolve: (text: string) => signed(text, 10),
};

const signed = (text: string, radix: number): number => Number.parseInt(text.replaceAll('_', ''), radix);

/** Asked before the library's own: the first that fits decides. */
export const KUBECTL_SCALARS: readonly ScalarTag[] = [boolean, octal, binary, grouped];
