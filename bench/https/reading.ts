/** What a server says about itself when its probe is asked. */
export interface Reading {
  /** User and system CPU time since the last reading, in microseconds. */
  readonly cpu: number;
  readonly rssBytes: number;
  /** 99th percentile of the event-loop delay since the last reading, in milliseconds. */
  readonly loopDelayP99: number;
}
