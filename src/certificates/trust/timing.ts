/** The paces of whoever looks after a registration. */
export interface TrustTiming {
  /** How often the registration is read. Every replica does, at moments of its own. */
  readonly pollMillis: number;
  /**
   * How long an issuer has to have been registered before a certificate of it replaces a good one. Each API server learns
   * of a changed registration by a watch, and goes on with the old one until then.
   */
  readonly settleMillis: number;
  /** How long an expired issuer is still kept: several API servers have several clocks. */
  readonly retireMillis: number;
  /** How long a certificate that is not ours stays in `caBundle` after it was first seen there. */
  readonly foreignMillis: number;
}
