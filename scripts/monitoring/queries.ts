import { UNPATCHED_POLICY_NAME } from '../../src/registration/unpatched-policy.ts';
import { API_SERVER, CLUSTER, OUR_WEBHOOKS, OWN } from './metrics.ts';

/* Pieces of PromQL that alerts and dashboard share. */

/** Sums, apart for each cluster and these labels. */
export const sum = (query: string, ...labels: readonly string[]): string =>
  `sum by (${[CLUSTER, ...labels].join(', ')}) (${query})`;

export const max = (query: string, ...labels: readonly string[]): string =>
  `max by (${[CLUSTER, ...labels].join(', ')}) (${query})`;

/** A selector in a range, by a function over it. */
export const rate = (selector: string, window: string): string => `rate(${selector}[${window}])`;
export const increase = (selector: string, window: string): string => `increase(${selector}[${window}])`;

/**
 * The same of a counter that is there only from its first event on, as the API server’s are: `increase` begins with the
 * second. A day of history, so that no gap in it makes an old counter look new.
 */
export const increaseFromNothing = (selector: string, window: string): string =>
  `(${selector} unless last_over_time(${selector}[1d] offset ${window})) or increase(${selector}[${window}])`;

/** Decisions that were carried out. */
export const decided = (outcome: string): string => `${OWN.decisions}{outcome="${outcome}",mode="enforce"}`;

/** Pods that the API server created without an answer. */
export const FAILED_OPEN = `${API_SERVER.failedOpen}{${OUR_WEBHOOKS}}`;
export const CALLS = `${API_SERVER.calls}{${OUR_WEBHOOKS}}`;
/** Pods that it refused although the webhook did not. */
export const REJECTED_BY_FAULT = `${API_SERVER.rejections}{${OUR_WEBHOOKS},error_type!="no_error"}`;
/** Pods that asked for a share and were not patched. A warning is counted a second time, as `audit`. */
export const UNPATCHED = `${API_SERVER.policyChecks}{policy="${UNPATCHED_POLICY_NAME}",enforcement_action=~"deny|warn"}`;

/** How old what is known of each kind is. What may not be read at all is told elsewhere. */
export const STALENESS = `${OWN.surroundingsStaleness} unless on (job, instance, kind) ${OWN.surroundingsForbidden} == 1`;

/** Reviews that were turned away for lack of room, and connections that were closed on somebody who had brought reviews. */
export const NO_ROOM = `${OWN.badRequests}{code="503"}`;
export const CROWDED_OUT = `${OWN.closedConnections}{connection=~"known|new"}`;

/** From 1, when it was issued, to 0, when it expires; nothing where there is none yet. */
export const CERTIFICATE_LIFE_LEFT = `((${OWN.certificateExpiry} > 0) - time()) / (${OWN.certificateExpiry} - ${OWN.certificateIssued})`;

export const latency = (quantile: number, window: string): string =>
  `histogram_quantile(${quantile}, ${sum(rate(`${OWN.duration}_bucket`, window), 'le')})`;
