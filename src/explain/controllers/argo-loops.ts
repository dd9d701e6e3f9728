import * as z from 'zod';
import type { ControllerContext } from './controlled.ts';
import { hasPlaceholder } from './placeholder.ts';

/** A step or task that is repeated says so in one of these fields; they hold what the manifest says, filled in. */
export const loopFields = {
  withItems: z.array(z.unknown()).nullish(),
  withParam: z.string().nullish(),
  withSequence: z
    .looseObject({
      count: z.union([z.string(), z.number()]).nullish(),
      start: z.union([z.string(), z.number()]).nullish(),
      end: z.union([z.string(), z.number()]).nullish(),
      format: z.string().nullish(),
    })
    .nullish(),
};

const loopSchema = z.looseObject(loopFields);

type Loop = z.output<typeof loopSchema>;

/** More repetitions than that say nothing new to a person. */
const MAX_ITEMS = 50;

/** Without a loop a call happens once, and nothing stands for `{{item}}`. */
const ONCE: readonly Item[] = [{ kind: 'none' }];

export type Item = { readonly kind: 'none' } | { readonly kind: 'item'; readonly value: unknown };

/** How often a call happens, and with which items; what only the running workflow knows happens once. */
export function itemsOf(loop: Loop, title: string, { note }: Pick<ControllerContext, 'note'>): readonly Item[] {
  const unknown = (field: string, text: string, wanted: string): readonly Item[] => {
    const why = hasPlaceholder(text) ? 'only the running workflow knows' : `is no ${wanted}, so Argo will refuse it`;
    note(`${field} of ${title} is ${text}, which ${why}; one repetition is explained`);
    return ONCE;
  };
  const { withItems, withParam, withSequence } = loop;
  let values: Iterable<unknown>;
  let count: number;
  if (withItems) {
    values = withItems;
    count = withItems.length;
  } else if (withParam) {
    const list = parseList(withParam);
    if (list === undefined) {
      return unknown('withParam', withParam, 'list in JSON');
    }
    values = list;
    count = list.length;
  } else if (withSequence) {
    const sequence = sequenceOf(withSequence);
    if (sequence === undefined) {
      return unknown('withSequence', JSON.stringify(withSequence), 'sequence of numbers');
    }
    ({ values, count } = sequence);
  } else {
    return ONCE;
  }
  if (count > MAX_ITEMS) {
    note(`${title} is repeated ${count} times; the first ${MAX_ITEMS} are explained`);
  }
  const items: Item[] = [];
  for (const value of values) {
    if (items.length === MAX_ITEMS) {
      break;
    }
    items.push({ kind: 'item', value });
  }
  return items;
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sequenceOf({
  count,
  start,
  end,
  format,
}: NonNullable<Loop['withSequence']>): { values: Iterable<string>; count: number } | undefined {
  const first = whole(start ?? 0);
  const times = count === undefined || count === null ? undefined : whole(count);
  const last = times === undefined || first === undefined ? whole(end ?? '') : first + times - 1;
  if (first === undefined || last === undefined) {
    return undefined;
  }
  // A sequence may count down, but not one that has a count.
  const step = times === undefined && last < first ? -1 : 1;
  const length = Math.max(0, (last - first) * step + 1);
  return { values: numbers(first, step, length, format ?? ''), count: length };
}

function* numbers(first: number, step: number, length: number, format: string): Generator<string> {
  for (let index = 0; index < length; index += 1) {
    yield formatted(first + index * step, format);
  }
}

/** Go's `%d`, `%x` and `%02d`, which is what people use. */
const formatted = (value: number, format: string): string =>
  format === ''
    ? String(value)
    : format.replace(/%(0?)(\d{0,2})([dxX])/, (_, zero: string, width: string, verb: string) => {
        const digits = verb === 'd' ? String(value) : value.toString(16);
        const cased = verb === 'X' ? digits.toUpperCase() : digits;
        return cased.padStart(Number(width), zero === '' ? ' ' : '0');
      });

function whole(value: string | number): number | undefined {
  const text = String(value).trim();
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
