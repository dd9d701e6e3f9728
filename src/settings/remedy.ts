import * as z from 'zod';
import { settingsFields } from './schema.ts';

/** What to write in place of a value that is refused. The library's own words are about types, which nobody writes. */
export function remedyFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `use one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return wanted(issue.path);
    case 'too_small':
    case 'too_big':
      // A text has a form, and only its length may be wrong.
      return issue.origin === 'string' && issue.code === 'too_big'
        ? `write at most ${issue.maximum} characters`
        : wanted(issue.path);
    default:
      return decapitalize(issue.message);
  }
}

/** What the setting at a path takes. */
function wanted(path: readonly PropertyKey[]): string {
  const type = path.reduce<z.core.$ZodType>(below, settingsFields);
  const inner = unwrapped(type);
  if (inner instanceof z.ZodBoolean) {
    return 'write true or false';
  }
  if (inner instanceof z.ZodNumber) {
    return numberWanted(inner);
  }
  if (inner instanceof z.ZodArray) {
    return 'write a list such as [one, two]';
  }
  if (inner instanceof z.ZodObject) {
    return `write its settings below it: ${Object.keys(inner.shape).join(', ')}`;
  }
  const remedy = inner instanceof z.ZodType ? inner.meta()?.['remedy'] : undefined;
  return typeof remedy === 'string' ? remedy : 'write a text';
}

function numberWanted({ isInt, minValue, maxValue }: z.ZodNumber): string {
  const noun = isInt ? 'a whole number' : 'a number';
  // A whole number without a limit has the largest one that JavaScript knows.
  return maxValue === null || maxValue >= Number.MAX_SAFE_INTEGER
    ? `write ${noun} of at least ${minValue}`
    : `write ${noun} from ${minValue} to ${maxValue}`;
}

function below(type: z.core.$ZodType, key: PropertyKey): z.core.$ZodType {
  const inner = unwrapped(type);
  if (inner instanceof z.ZodObject) {
    return inner.shape[key as string] ?? inner;
  }
  return inner instanceof z.ZodArray ? inner.element : inner;
}

function unwrapped(type: z.core.$ZodType): z.core.$ZodType {
  return type instanceof z.ZodDefault || type instanceof z.ZodOptional || type instanceof z.ZodPrefault
    ? unwrapped(type.unwrap())
    : type;
}

/** The names of settings in a sentence keep their capitals. */
const decapitalize = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
