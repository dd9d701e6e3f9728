import type { Authority } from './authority.ts';

export interface SignerCircumstances {
  readonly now: Date;
  readonly leafMillis: number;
  /** Whether every API server has had the time to learn of an authority. */
  readonly isSettled: (authority: Authority) => boolean;
}

/**
 * The authority that signs the next leaf: of those that every API server knows, the first to expire, as long as a leaf
 * of it lives its whole life. So the other one is never needed before it is half a life old.
 *
 * @param authorities in the order in which they expire
 */
export function chooseSigner(
  authorities: readonly Authority[],
  { now, leafMillis, isSettled }: SignerCircumstances,
): Authority | undefined {
  const settled = stillValid(authorities, now).filter(isSettled);
  return settled.find(({ expiresAt }) => expiresAt.getTime() - now.getTime() >= leafMillis) ?? settled.at(-1);
}

/** Least time that a leaf has to have before it is worth signing. */
const LEAST_LIFE_MILLIS = 1000;

export const stillValid = (authorities: readonly Authority[], now: Date): readonly Authority[] =>
  authorities.filter(({ expiresAt }) => expiresAt.getTime() - now.getTime() > LEAST_LIFE_MILLIS);
