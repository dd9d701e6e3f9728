import { describe, expect, it } from 'vitest';
import {
  describeAmount,
  readFraction,
  readMemory,
  readPositiveInteger,
  sameAmount,
} from '../../../src/decision/values/gpu-amount.ts';
import { trim } from '../../../src/decision/values/text.ts';

const MAX_WHOLE_GPUS = 16;

const read = (typed: string) => {
  const reading = readFraction(trim(typed), MAX_WHOLE_GPUS);
  return reading.ok
    ? describeAmount(reading.amount) + (reading.adjusted ? `, ${reading.adjusted}` : '')
    : reading.problem;
};

const memory = (typed: string) => {
  const reading = readMemory(trim(typed));
  return reading.ok
    ? describeAmount(reading.amount) + (reading.adjusted ? `, ${reading.adjusted}` : '')
    : reading.problem;
};

describe('what people type for a fraction', () => {
  it.each([
    '0.5',
    '.5',
    '0.50',
    '0.500000',
    '+0.5',
    '+.5',
    '00.5',
    '50%',
    '50 %',
    '50.0%',
    '+50%',
    '5e-1',
    '5E-1',
    '50e-2',
    '500e-1%',
  ])('reads %j as a half', (typed) => {
    expect(read(typed)).toBe('gpu-fraction 0.5');
  });

  it.each([
    ' 0.5',
    '0.5 ',
    '\t0.5\n',
    '\u00a00.5\u00a0',
    '\u202f0.5',
    '\u30000.5',
    '\ufeff0.5',
    '\u200b0.5\u200b',
    '0.5\u2060',
    '\u200d0.5',
  ])('drops the blanks around %j, those that nobody sees too', (typed) => {
    expect(read(typed)).toBe('gpu-fraction 0.5');
  });

  it.each([
    ['57%', '0.57'],
    ['0.57', '0.57'],
    ['0.29', '0.29'],
    ['29%', '0.29'],
    ['1%', '0.01'],
    ['0.01', '0.01'],
    ['0.1', '0.1'],
    ['10%', '0.1'],
    ['0.05', '0.05'],
    ['0.99', '0.99'],
    ['99%', '0.99'],
    ['0.07e1', '0.7'],
  ])('is exact: %s is %s', (typed, written) => {
    expect(read(typed)).toBe(`gpu-fraction ${written}`);
  });

  it('is exact for every hundredth, as a number and as a percentage', () => {
    for (let hundredths = 1; hundredths < 100; hundredths += 1) {
      const canonical = (hundredths / 100).toString();
      expect([read(`${hundredths}%`), read((hundredths / 100).toFixed(2))]).toEqual(
        Array(2).fill(`gpu-fraction ${canonical}`),
      );
    }
  });

  it.each([
    ['0.333', '0.33'],
    ['0.999', '0.99'],
    ['0.019', '0.01'],
    ['33.3%', '0.33'],
    ['99.9%', '0.99'],
    ['0.9999999999999999999999', '0.99'],
    ['12345e-5', '0.12'],
  ])('is rounded down, and says so: %s becomes %s', (typed, written) => {
    expect(read(typed)).toBe(`gpu-fraction ${written}, rounded-down`);
  });

  it.each(['0.009', '0.001', '0.9%', '1e-3', '0.0000000000000001', '1e-999999999'])(
    'refuses %j, of which nothing is left',
    (typed) => {
      expect(read(typed)).toBe('rounds-to-nothing');
    },
  );

  it.each([
    ['1', '1 whole GPU'],
    ['1.0', '1 whole GPU'],
    ['1.', '1 whole GPU'],
    ['100%', '1 whole GPU'],
    ['1e0', '1 whole GPU'],
    ['2', '2 whole GPUs'],
    ['2.00', '2 whole GPUs'],
    ['200%', '2 whole GPUs'],
    ['16', '16 whole GPUs'],
    ['1.6e1', '16 whole GPUs'],
  ])('reads %s as %s', (typed, meaning) => {
    expect(read(typed)).toBe(meaning);
  });

  it.each(['17', '50', '100', '5000%', '1e3', '1e400', '1e999999999', '9'.repeat(64)])(
    'takes %j for more than can be meant',
    (typed) => {
      expect(read(typed)).toBe('too-many-gpus');
    },
  );

  it('allows as many whole GPUs as the setting says, and no more', () => {
    expect(readFraction('17', 17)).toMatchObject({ ok: true });
    expect(readFraction('2', 1)).toEqual({ ok: false, problem: 'too-many-gpus' });
  });

  it.each([
    ...['0', '0.0', '.0', '0%', '+0', '-0', '0e5', '00'],
    ...['-1', '-0.5', '-50%'],
    ...['1.5', '1.01', '150%', '100.5%', '1.001', '2.999'],
    ...['0,5', '0.5.0', '1/2', '½', '٠.٥', '０.５', '0_5', '0 .5', '0.5 GPU', '0.5f', '%', '% 50', '50%%', '50 % %'],
    ...['abc', 'half', 'NaN', 'Infinity', '+Infinity', 'null', 'undefined', 'true', '[]', '{}'],
    ...['0x1', '0b1', '0o1', '0x0.8p0', '1e', 'e1', '.', '+', '-', '--1', '+-1', '.e1', '1e1.5', '1e10000000000'],
    '0'.repeat(65),
    `0.5${'0'.repeat(100_000)}`,
  ])('takes %j for no fraction', (typed) => {
    expect(read(typed)).toBe('not-a-fraction');
  });
});

describe('what people type for GPU memory', () => {
  it.each(['1', '8192', '00512', '9223372036854775807'])('passes the positive integer %s as typed', (typed) => {
    expect(memory(typed)).toBe(`gpu-memory ${typed}`);
  });

  it('drops a plus sign, which the schedulers do not take', () => {
    expect(memory('+8192')).toBe('gpu-memory 8192');
  });

  it.each([
    ['8Gi', '8192'],
    ['8GiB', '8192'],
    ['8 Gi', '8192'],
    ['8 GiB', '8192'],
    ['512Mi', '512'],
    ['512MiB', '512'],
    ['1.5Gi', '1536'],
    ['0.5Gi', '512'],
    ['1Ti', '1048576'],
    ['1024Ki', '1'],
    ['1048576000m', '1'],
    ['8G', '7629'],
    ['8GB', '7629'],
    ['8000M', '7629'],
    ['8000MB', '7629'],
    ['8e9', '7629'],
    ['8E9', '7629'],
    ['2000k', '1'],
    ['1Pi', '1073741824'],
    ['8Ei', undefined],
    ['7Ei', '7696581394432'],
  ])('converts %s to %s MiB, and says so', (typed, mib) => {
    expect(memory(typed)).toBe(mib === undefined ? 'not-a-memory' : `gpu-memory ${mib}, unit-converted`);
  });

  it.each([
    ...['0', '-1', '-8Gi', '00', '+', '1.5', '0.5', '8192.0', '50%', '8,5Gi'],
    ...[
      'abc',
      'Gi',
      'GiB',
      'B',
      '8gb',
      '8GIB',
      '8Gb',
      '8K',
      '8KB',
      '8mib',
      '8 192',
      '8 16Gi',
      '8 16 Gi',
      '1e10Ki',
      '1e3Mi',
      '8G i',
      '0x10',
      'NaN',
      'Infinity',
      '1e',
    ],
    ...['9223372036854775808', '99999999999999999999', '999999999999999999999', '1e999999999', '16E'],
    ...['1Ki', '1023Ki', '1000k', '1B', '0Gi'],
  ])('takes %j for no amount of memory', (typed) => {
    expect(memory(typed)).toBe('not-a-memory');
  });
});

describe('a positive integer', () => {
  it.each([
    ['1', '1'],
    ['+2', '2'],
    ['007', '007'],
    ['0', undefined],
    ['-1', undefined],
    ['1.0', undefined],
    ['', undefined],
    ['two', undefined],
    ['9223372036854775808', undefined],
  ])('is read from %j as %j', (typed, value) => {
    expect(readPositiveInteger(typed)).toBe(value);
  });
});

describe('two amounts', () => {
  const half = { kind: 'fraction', text: '0.5' } as const;
  const memoryOf = (text: string) => ({ kind: 'memory', text }) as const;
  const whole = (count: number) => ({ kind: 'whole', count }) as const;

  it.each([
    [half, half, true],
    [half, { kind: 'fraction', text: '0.25' } as const, false],
    [memoryOf('8192'), memoryOf('08192'), true],
    [memoryOf('8192'), memoryOf('8193'), false],
    [whole(1), whole(1), true],
    [whole(1), whole(2), false],
    [half, memoryOf('1'), false],
    [half, whole(1), false],
    [whole(1), memoryOf('1'), false],
  ])('%j and %j are the same: %j', (a, b, same) => {
    expect(sameAmount(a, b)).toBe(same);
  });
});
