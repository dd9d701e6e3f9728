import type { Settings } from '../settings/settings.ts';
import { type Log, openStandardLog } from './log.ts';
import { Metrics } from './metrics.ts';

/** What the program tells its operators. */
export interface Telemetry {
  readonly log: Log;
  readonly metrics: Metrics;
}

export function openTelemetry({ logLevel }: Pick<Settings, 'logLevel'>, version: string): Telemetry {
  const metrics = new Metrics(version);
  const log = openStandardLog(logLevel, {
    dropped: () => metrics.logLineDropped(),
    failed: () => metrics.telemetryFailed(),
  });
  return { log, metrics };
}
