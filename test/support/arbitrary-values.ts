import fc from 'fast-check';

/** The value once in so many times, else `otherwise`. */
export const rarely = <T, N>(oneIn: number, value: fc.Arbitrary<T>, otherwise: N): fc.Arbitrary<T | N> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: value });

/** What people type for an amount, and what no one should. */
export const amountText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      '0.5',
      '0.5',
      '.5',
      '0.50',
      '+0.5',
      '50%',
      '50 %',
      '5e-1',
      ' 0.5 ',
      '\u00a00.5\u00a0',
      '0.5\u200b',
      '0.333',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('1', '1.0', '100%', '2', '3', '16', '17', '50', '200%', '0.01', '0.001', '99.9%'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '8192',
      '8192',
      '8Gi',
      '512Mi',
      '8GB',
      '16 Gi',
      '100Ki',
      '+2048',
      '08192',
      '9999999999999999999',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '-1',
      '1.5',
      '0,5',
      'abc',
      'NaN',
      'Infinity',
      '0x1',
      '$(HALF)',
      '1e-999999999',
      '0.5\n',
    ),
  },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 3, noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) },
);

export const projectText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('team-a', 'team-a', 'team-a', 'team-b') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' team-a ',
      'team-a-pool',
      'a b',
      '-x',
      '$(P)',
      'team-a\nteam-b',
      'ü',
      `p${'x'.repeat(62)}`,
      'x'.repeat(64),
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 200, unit: 'binary' }) },
);

/** Keys that break naive code: pointers need escaping, and `__proto__` is a key like any other in JSON. */
export const oddKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('a/b~c', '~1', '~01', '/', '', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0', '-'),
  fc.string({ maxLength: 10, unit: 'binary' }),
);

/** An object that keeps `__proto__` as a key, as parsed JSON does. */
export function objectOf(entries: Iterable<readonly [string, unknown]>): object {
  const made = {};
  for (const [key, value] of entries) {
    Object.defineProperty(made, key, { value, enumerable: true, writable: true, configurable: true });
  }
  return made;
}

export const merge = (...parts: readonly object[]): object => objectOf(parts.flatMap((part) => Object.entries(part)));

/** Fields of any name and depth, as a newer API server might send them. */
export const unknownFields: fc.Arbitrary<object> = fc
  .array(fc.tuple(oddKey, fc.jsonValue({ maxDepth: 2 })), { maxLength: 2 })
  .map(objectOf)
  // A field under a known name is not unknown.
  .filter((fields) => !KNOWN.some((name) => Object.hasOwn(fields, name)));

const KNOWN = ['name', 'metadata', 'spec', 'labels', 'annotations', 'containers', 'initContainers', 'env', 'resources'];

export const oddStrings: fc.Arbitrary<object> = fc
  .array(fc.tuple(oddKey, fc.string({ maxLength: 5 })), { maxLength: 2 })
  .map(objectOf);

/** Some of the entries, each with a value of its own. */
export function some(entries: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  const maybe = Object.entries(entries).map(([key, value]) =>
    rarely(2, value, undefined).map((made) => (made === undefined ? [] : [[key, made] as const])),
  );
  return fc.tuple(...maybe).map((made) => objectOf(made.flat()));
}

/** The value, or one of the two other ways in which nothing is said: absent, or `null`. */
export const orNothing = (key: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc.oneof(
    { weight: 6, arbitrary: value.map((made) => objectOf([[key, made]])) },
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ [key]: null }) },
  );
