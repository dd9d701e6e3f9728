import { type Command, Option } from 'commander';
import { z } from 'zod';
import { type SettingName, settingsSchema } from './schema.ts';

/** A setting as its flag: `schedulerName` is `--scheduler-name`. */
export const flagOf = (setting: string): string => setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Adds a flag for every one of these settings; the schema judges the values, together with those of the file. */
export function addSettingFlags(command: Command, settings: readonly SettingName[]): Command {
  for (const setting of settings) {
    const type = settingsSchema.shape[setting];
    command.addOption(
      new Option(`--${flagOf(setting)} <value>`, type.description?.replaceAll('`', '')).argParser((value) =>
        typed(type, value),
      ),
    );
  }
  return command;
}

/** The flags among a command's options, by the names of their settings. */
export function settingFlags(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name in settingsSchema.shape));
}

/** What was typed, as the type that the schema expects; what does not look like it stays text, for the schema to name. */
function typed(type: z.ZodType, value: string): unknown {
  const inner = type instanceof z.ZodDefault || type instanceof z.ZodOptional ? type.unwrap() : type;
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
