/** Whose certificate a `caBundle` is to hold: an authority of ours, or one that a mounted Secret names. */
export interface Issuer {
  /** PEM. */
  readonly cert: string;
  /** SHA-256 of the certificate, which tells one issuer from another. */
  readonly fingerprint: string;
  /** When its certificate was first read back from the registration; `undefined` as long as it was not. */
  readonly registeredAt: Date | undefined;
}
