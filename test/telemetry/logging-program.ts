import { openTelemetry } from '../../src/telemetry/telemetry.ts';

// Run by standard-log.test.ts: writes lines as the server does, and ends as it is told to.
const { lines, end } = JSON.parse(process.argv[2] ?? '{}') as { lines: number; end: string };
const { log, metrics } = openTelemetry({ logLevel: 'info' }, '1.2.3');
for (let number = 0; number < lines; number += 1) {
  log.info({ number, padding: 'x'.repeat(300) }, 'a line');
}
const tell = async () => {
  const dropped = /^gpu_fraction_webhook_dropped_log_lines_total (\d+)$/m.exec(await metrics.exposition())?.[1];
  process.send?.({ dropped: Number(dropped) });
};
switch (end) {
  case 'throw':
    setImmediate(() => {
      throw new Error('out of order');
    });
    break;
  case 'reject':
    void Promise.reject(new Error('out of order'));
    break;
  case 'exit':
    process.exit(3);
    break;
  case 'stay':
    process.on('disconnect', () => process.exit());
    await tell();
    break;
  default:
    break;
}
