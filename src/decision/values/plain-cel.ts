/*
 * Amounts in the plain forms that CEL can say: `0.5`, `.5`, `0.50`, `50%`, `2`; memory as `8192`, `512Mi` or `8Gi`. They are
 * a part of what `gpu-amount.ts` reads, and mean the same there.
 */

/** No more digits than an integer of CEL has. */
const POSITIVE_INTEGER = '^[1-9][0-9]{0,17}$';

const WHOLE = '^[1-9][0-9]{0,3}$';
const PERCENT = '^[1-9][0-9]?%$';
const DECIMALS = '^0?[.][0-9]{1,2}$';

const matches = (value: string, pattern: string): string => `${value}.matches(${JSON.stringify(pattern)})`;

export const plainInteger = (value: string): string => matches(value, POSITIVE_INTEGER);

/** Hundredths of a GPU; 0 where the value has no plain form, or is nothing. */
export const hundredthsOf = (value: string): string =>
  [
    `${matches(value, WHOLE)} ? int(${value}) * 100`,
    `${matches(value, PERCENT)} ? int(${value}.replace("%", ""))`,
    `${matches(value, DECIMALS)} ? int((${value} + "0").substring(${value}.indexOf(".") + 1, ${value}.indexOf(".") + 3))`,
    '0',
  ].join(' : ');

/** Hundredths below 100 as the schedulers read them: 50 are `0.5`, 5 are `0.05`. */
export const fractionText = (hundredths: string): string =>
  `"0." + (${hundredths} < 10 ? "0" : "") + string(${hundredths} % 10 == 0 ? ${hundredths} / 10 : ${hundredths})`;

const GIBIBYTES = '^[1-9][0-9]{0,5}Gi$';
const MEBIBYTES = '^[1-9][0-9]{0,8}Mi$';

/** Memory as it is written for the schedulers; empty where the value has no plain form. */
export const memoryText = (value: string): string =>
  [
    `${plainInteger(value)} ? ${value}`,
    `${matches(value, GIBIBYTES)} ? string(int(${value}.replace("Gi", "")) * 1024)`,
    `${matches(value, MEBIBYTES)} ? ${value}.replace("Mi", "")`,
    '""',
  ].join(' : ');
