/** W3C Trace Context: version, trace id, id of the caller's span, flags; a later version may say more behind them. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]([0-9a-f])(?=$|-)/;
/** `00` ends with its flags. */
const TRACEPARENT_LENGTH = 55;
const SAMPLED = 1;

/**
 * The id under which a trace can be found, from the header `traceparent` of an API server that traces. Of a trace that
 * nobody records, which an API server tells of as well, the id would lead nowhere.
 */
export function recordedTraceId(traceparent: string | undefined): string | undefined {
  if (traceparent === undefined) {
    return undefined;
  }
  const [, id, flag = '0'] = TRACEPARENT.exec(traceparent) ?? [];
  const isOver = traceparent.startsWith('00-') && traceparent.length !== TRACEPARENT_LENGTH;
  return isOver || (Number.parseInt(flag, 16) & SAMPLED) === 0 ? undefined : id;
}
