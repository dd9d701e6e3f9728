import type { RequestOptions } from 'node:https';

/** Where an API server is, and how to get in. */
export interface ClusterAccess {
  readonly server: URL;
  /** The namespace that is meant where nobody names one: the context's, or the pod's own. */
  readonly namespace?: string;
  /**
   * Headers, certificates and agent for one request. Asked each time: tokens are renewed while the program runs.
   *
   * @param renewed whether the last credentials were turned down, so that none that are kept may be used again
   */
  credentials(renewed: boolean): Promise<RequestOptions>;
}
