import type { Unit } from '../dashboard.ts';

const MEBIBYTE = 2 ** 20;

/** Round numbers from 0 up, of which the last is not below the largest value. */
export function ticksUpTo(largest: number, unit: Unit): readonly number[] {
  if (unit === 'bytes') {
    return ticksUpTo(largest / MEBIBYTE, 'short').map((tick) => tick * MEBIBYTE);
  }
  const top = largest > 0 ? largest : 1;
  const rough = top / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step);
}

/** A value as one reads it. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'percentunit':
      return `${shorten(value * 100)} %`;
    case 'reqps':
      return `${shorten(value)}/s`;
    case 'bytes':
      return `${shorten(value / MEBIBYTE)} MiB`;
    case 's':
      return seconds(value);
    case 'short':
      return shorten(value);
  }
}

function seconds(value: number): string {
  if (value === 0 || value >= 1) {
    return `${shorten(value)} s`;
  }
  return value >= 1e-3 ? `${shorten(value * 1e3)} ms` : `${shorten(value * 1e6)} µs`;
}

/** Three digits are as much as one sees. */
const shorten = (value: number): string => String(Number(value.toPrecision(3)));
