import { expect, it } from 'vitest';
import { createAuthority } from '../../../src/certificates/self-managed/authority.ts';
import { parseBundle, planBundle } from '../../../src/certificates/trust/ca-bundle.ts';

const now = new Date('2030-01-01T00:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const [older, newer, foreign] = await Promise.all([1, 2, 3].map((days) => createAuthority(inDays(days), now)));
if (older === undefined || newer === undefined || foreign === undefined) {
  throw new Error('three were made');
}
const registered = { ...older, registeredAt: now };

it('reads certificates between whatever else stands there, each once', () => {
  const text = `# ours\n${older.cert}\nsome words\n${newer.cert}${older.cert}`;
  const { certificates, isBroken } = parseBundle(text);
  expect(certificates.map(({ fingerprint }) => fingerprint)).toEqual([older.fingerprint, newer.fingerprint]);
  expect(isBroken).toBe(false);
  expect(parseBundle('').certificates).toEqual([]);
});

it.each([
  { what: 'holds both', bundle: older.cert + newer.cert, plan: undefined },
  { what: 'holds both the other way round', bundle: newer.cert + older.cert, plan: undefined },
  { what: 'holds a foreign one that may stay', bundle: older.cert + newer.cert + foreign.cert, plan: undefined },
  {
    what: 'lacks one that had been registered',
    bundle: newer.cert + foreign.cert,
    plan: { change: 'repaired', caBundle: older.cert + newer.cert + foreign.cert },
  },
  { what: 'lacks a new one', bundle: older.cert, plan: { change: 'extended', caBundle: older.cert + newer.cert } },
  {
    what: 'has a certificate that is broken',
    bundle: `${older.cert}${newer.cert}-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n`,
    plan: { change: 'pruned', caBundle: older.cert + newer.cert },
  },
])('is written where it has to be: one that $what', ({ bundle, plan }) => {
  expect(planBundle(parseBundle(bundle), [registered, newer], () => true)).toEqual(plan);
});

it('loses a foreign certificate whose time is over', () => {
  const bundle = parseBundle(older.cert + foreign.cert + newer.cert);
  expect(planBundle(bundle, [registered, newer], () => false)).toEqual({
    change: 'pruned',
    caBundle: older.cert + newer.cert,
  });
});
