import type { Settings } from '../../settings/settings.ts';

const MEBIBYTE = 1024 * 1024;

/**
 * The API server takes objects of up to 3 MB, and an AdmissionReview may carry two of them (`object` and `oldObject`);
 * 1 MB is left for everything around them. 2 × 3 + 1 = 7.
 */
export const MAX_BODY_BYTES = 7 * MEBIBYTE;

/** A client that connects and then says nothing, or never finishes its handshake. The API server's own limit is 10 s. */
export const HANDSHAKE_MILLIS = 10_000;

/** How often Node.js looks for requests that take too long; it would only do so every 30 s. */
const CHECK_MILLIS = 1000;

/** Options of the HTTPS server that limit what one client can hold up. */
export function timeLimits({ server }: Settings) {
  const requestTimeout = server.requestTimeoutSeconds * 1000;
  return {
    requestTimeout,
    headersTimeout: requestTimeout,
    /*
     * The API server keeps idle connections for 90 s. Whoever closes first must be the API server: a request that
     * meets a closing connection is not sent again, since a POST may have had an effect.
     */
    keepAliveTimeout: server.keepAliveSeconds * 1000,
    handshakeTimeout: HANDSHAKE_MILLIS,
    connectionsCheckingInterval: CHECK_MILLIS,
  };
}
