import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { isMap } from '../decision/values/map.ts';
import { isTooDeep, TOO_DEEP } from '../manifests/nesting.ts';
import { remedyFor } from './remedy.ts';
import { ALL_SETTINGS, settingsSchema } from './schema.ts';
import { resolveSettings, type Settings } from './settings.ts';

type Content = Readonly<Record<string, unknown>>;

/** The configuration cannot be used; the message names the setting, the value and the remedy. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Reads the settings: the file first, flags over it, and for the webhook's own namespace the environment.
 *
 * @param file path of a YAML (or JSON) file, if one is used
 * @param flags settings from the command line, by their names in the schema
 * @throws SettingsError where the file or a value cannot be used
 */
export function loadSettings(
  file: string | undefined,
  flags: Content = {},
  environment: Readonly<Record<string, string | undefined>> = {},
): Settings {
  const ownNamespace = environment['POD_NAMESPACE'];
  const own = ownNamespace ? { releaseNamespace: ownNamespace } : {};
  return resolve({ ...own, ...(file === undefined ? {} : readFile(file)) }, flags);
}

/**
 * As `loadSettings`, of a file's content, such as the one in the release's ConfigMap.
 *
 * @param origin names it in messages
 * @throws SettingsError where the content or a value cannot be used
 */
export function loadSettingsText(content: string, origin: string, flags: Content = {}): Settings {
  const file = readContent(origin, () => content);
  return resolve(file, flags, `${origin}: `);
}

/** @param origin begins what is said of the file's settings; those of flags were typed a moment ago */
function resolve(file: Content, flags: Content, origin = ''): Settings {
  const input = over(file, flags);
  const result = settingsSchema.safeParse(input);
  if (!result.success) {
    throw new SettingsError(
      result.error.issues
        .map((issue) => `${isIn(flags, issue.path) ? '' : origin}${describe(issue, input)}`)
        .join('\n'),
    );
  }
  return resolveSettings(result.data);
}

const isIn = (flags: Content, path: readonly PropertyKey[]): boolean =>
  path.length > 0 && valueAt(flags, path) !== undefined;

const valueAt = (input: object, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((part, key) => (part as Content | undefined)?.[key as string], input);

/** Flags win over the file, also inside a group of settings. */
function over(file: Content, flags: Content): object {
  const groups = Object.entries(flags).map(([name, value]) => {
    const below = file[name];
    return [name, isMap(value) && isMap(below) ? { ...below, ...value } : value] as const;
  });
  return { ...file, ...Object.fromEntries(groups) };
}

const readFile = (file: string): Content => readContent(`configuration file ${file}`, () => readFileSync(file, 'utf8'));

function readContent(origin: string, read: () => string): Content {
  let content: unknown;
  try {
    content = parse(read());
  } catch (error) {
    // The library draws the place below its sentence, which says it already.
    const [sentence = ''] = (error as Error).message.split(':\n');
    throw new SettingsError(`${origin}: ${sentence}`);
  }
  if (content === null || content === undefined) {
    return {};
  }
  if (isTooDeep(content)) {
    throw new SettingsError(`${origin}: ${TOO_DEEP}`);
  }
  if (!isMap(content)) {
    throw new SettingsError(`${origin}: expected settings as "name: value", one a line`);
  }
  return content;
}

function describe(issue: z.core.$ZodIssue, input: object): string {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .map((key) => [...issue.path.map(String), key].join('.'))
      .map((key) => `setting ${key}: there is no such setting; ${suggestion(key)}`)
      .join('\n');
  }
  const path = issue.path.map(String).join('.');
  const value = valueAt(input, issue.path);
  // A rule between two settings may fail by a default.
  const found = value === undefined ? 'not set' : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return `setting ${path} is ${found}: ${remedyFor(issue)}`;
}

/** Settings that begin alike are what was probably meant. */
function suggestion(key: string): string {
  const known = ALL_SETTINGS.map(({ name }) => name);
  const start = key
    .replace(/[^A-Za-z]/g, '')
    .slice(0, 4)
    .toLowerCase();
  const similar = start === '' ? [] : known.filter((name) => name.toLowerCase().startsWith(start));
  return similar.length > 0 ? `did you mean ${similar.join(' or ')}?` : `known are ${known.join(', ')}`;
}
