/** How long things may take, and how often they are tried; tests are in more of a hurry. */
export interface WatchTiming {
  /** Longest wait for the first, or the next, bytes of an answer. */
  readonly answerMillis: number;
  /** How long the API server keeps a watch; it ends it then, and the next one goes on from there. */
  readonly watchSeconds: number;
  /** A watch that says nothing for so long is given up: even where nothing happens a bookmark comes each minute. */
  readonly silenceMillis: number;
  readonly firstBackoffMillis: number;
  readonly mostBackoffMillis: number;
  /** Between two tries of what was forbidden. */
  readonly forbiddenMillis: number;
  /** Between two looks at which kinds there are. */
  readonly discoveryMillis: number;
  /** Objects in one page of a list. */
  readonly pageSize: number;
}

export const WATCH_TIMING: WatchTiming = {
  answerMillis: 30_000,
  watchSeconds: 300,
  silenceMillis: 150_000,
  firstBackoffMillis: 800,
  mostBackoffMillis: 30_000,
  forbiddenMillis: 300_000,
  discoveryMillis: 30_000,
  // What parsing a page leaves behind is not collected before there is need: with 250 that was up to 10 MiB more.
  pageSize: 100,
};
