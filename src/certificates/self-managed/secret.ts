import { AUTHORITY_SLOTS } from '../../telemetry/metrics-catalogue.ts';
import { type Authority, readAuthority } from './authority.ts';

/** The Secret that all replicas share, as it was read. */
export interface StoredSecret {
  readonly data: Readonly<Record<string, string>>;
  /** The object as the store knows it, with the version that a write must not have missed. */
  readonly object: unknown;
}

/** Where the authorities are kept. */
export interface SecretStore {
  /** `undefined` where there is no Secret. */
  read(): Promise<StoredSecret | undefined>;
  /**
   * Writes over what was read, or makes a new Secret where nothing was.
   *
   * @returns what is stored now; `undefined` where somebody else has changed it since, and nothing was written
   */
  write(data: Readonly<Record<string, string>>, previous: StoredSecret | undefined): Promise<StoredSecret | undefined>;
}

/** Places for the two authorities, in the order in which they expire. */
export const SLOTS = AUTHORITY_SLOTS;

type Slot = (typeof SLOTS)[number];

export interface ParsedSecret {
  readonly authorities: readonly Authority[];
  /** What stood there and cannot be used, for people: one sentence each, without anything of a key. */
  readonly problems: readonly string[];
}

/** Reads the authorities from a Secret's data. What is missing or broken is left out; the rest counts all the same. */
export function parseSecret(data: Readonly<Record<string, string>>): ParsedSecret {
  const authorities = new Map<string, Authority>();
  const problems: string[] = [];
  for (const slot of SLOTS) {
    const { cert, key, registered } = keysOf(slot);
    if (data[cert] === undefined && data[key] === undefined) {
      continue;
    }
    try {
      const authority = readAuthority(data[cert] ?? '', data[key] ?? '', readDate(data[registered]));
      // One authority in both places would be no second one.
      authorities.set(authority.fingerprint, authority);
    } catch (error) {
      problems.push(`${cert} and ${key}: ${(error as Error).message}`);
    }
  }
  return { authorities: inOrder([...authorities.values()]), problems };
}

/** The Secret's data for these authorities. */
export function secretData(authorities: readonly Authority[]): Readonly<Record<string, string>> {
  const entries = inOrder(authorities).flatMap((authority, index) => {
    const { cert, key, registered } = keysOf(SLOTS[index] ?? '1');
    const { registeredAt } = authority;
    return [
      [cert, authority.cert],
      [key, authority.key],
      ...(registeredAt === undefined ? [] : [[registered, registeredAt.toISOString()]]),
    ];
  });
  return Object.fromEntries(entries);
}

/** By the time at which they expire. */
export const inOrder = (authorities: readonly Authority[]): readonly Authority[] =>
  [...authorities].sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());

const keysOf = (slot: Slot) => ({
  cert: `ca-${slot}.crt`,
  key: `ca-${slot}.key`,
  registered: `ca-${slot}.registered`,
});

function readDate(text: string | undefined): Date | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}
