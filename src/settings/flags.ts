import { type Command, Option } from 'commander';
import * as z from 'zod';
import { ALL_SETTINGS, type Setting } from './schema.ts';

/** A setting as its flag: `schedulerName` is `--scheduler-name`, `quota.allowedQueues` is `--quota-allowed-queues`. */
export const flagOf = (setting: string): string =>
  setting.replace('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds a flag for every one of these settings; the schema judges the values, together with those of the file. */
export function addSettingFlags(command: Command, settings: readonly Setting[]): Command {
  for (const { name, type } of settings) {
    command.addOption(
      new Option(`--${flagOf(name)} <value>`, type.description?.replaceAll('`', '')).argParser((value) =>
        typed(type, value),
      ),
    );
  }
  return command;
}

/** The values that a setting's flag takes, where its schema lists them. */
export function settingChoices(flag: string | undefined): readonly string[] | undefined {
  const setting = ALL_SETTINGS.find(({ name }) => `--${flagOf(name)}` === flag);
  if (setting === undefined) {
    return undefined;
  }
  const inner = innerType(setting.type);
  if (inner instanceof z.ZodEnum) {
    return inner.options.map(String);
  }
  return inner instanceof z.ZodBoolean ? ['true', 'false'] : undefined;
}

/** The flags among a command's options, shaped like the settings of a file. */
export function settingFlags(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const flags: Record<string, unknown> = {};
  for (const { name } of ALL_SETTINGS) {
    const value = options[optionName(name)];
    const [group, key] = name.split('.');
    if (value !== undefined && group !== undefined) {
      flags[group] = key === undefined ? value : { ...(flags[group] as object | undefined), [key]: value };
    }
  }
  return flags;
}

/** The name under which commander keeps a flag: the parts of `--quota-allowed-queues` become `quotaAllowedQueues`. */
const optionName = (setting: string): string => setting.replace(/\.(.)/, (_, letter: string) => letter.toUpperCase());

const innerType = (type: z.ZodType): unknown =>
  type instanceof z.ZodDefault || type instanceof z.ZodOptional ? type.unwrap() : type;

/** What was typed, as the type that the schema expects; what does not look like it stays text, for the schema to name. */
function typed(type: z.ZodType, value: string): unknown {
  const inner = innerType(type);
  if (inner instanceof z.ZodArray) {
    return value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }
  if (inner instanceof z.ZodBoolean) {
    return value === 'true' ? true : value === 'false' ? false : value;
  }
  if (inner instanceof z.ZodNumber) {
    return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return value;
}
