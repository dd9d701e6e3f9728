import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { imageStart } from '../../../bench/servers/image.ts';
import { readSeries } from '../running-webhook.ts';
import { portOf } from '../serving-process.ts';

const NAMESPACE = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team-a', labels: { 'runai-injection': 'enabled' } },
});

export interface LimitedProcess {
  readonly port: number;
  /** Resident memory now, in MiB. */
  resident(): number;
  /** The most that was resident since the process began, in MiB. */
  mostResident(): number;
  isAlive(): boolean;
  /** Lines about what was wrong with a caller. */
  warnings(): number;
  metric(series: string): Promise<number | undefined>;
}

/** The program as it is installed, in the memory that the chart gives it. */
export async function startLimited(...flags: readonly string[]): Promise<LimitedProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-limits-'));
  const manifest = join(folder, 'namespace.json');
  writeFileSync(manifest, NAMESPACE);
  const { command, environment } = imageStart();
  const [file = '', ...args] = command;
  const child = spawn(
    file,
    [
      ...args,
      ...['serve', '--dev', '--watch', 'off', '--namespace-manifest', manifest],
      ...['--address', '127.0.0.1', '--https-port', '0', '--health-port', '0', '--body-memory-mebibytes', '32'],
      ...flags,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } },
  );
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let warnings = 0;
  const serving = await new Promise<{ readonly https: string; readonly health: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it served`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      warnings += line.includes('"level":"warn"') ? 1 : 0;
      if (line.includes('"msg":"serving"')) {
        resolve(JSON.parse(line));
      }
    });
  });
  const status = (name: string): number => {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  };
  return {
    port: portOf(serving.https),
    resident: () => status('VmRSS'),
    mostResident: () => status('VmHWM'),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    warnings: () => warnings,
    metric: async (series) => {
      const answer = await fetch(`http://127.0.0.1:${portOf(serving.health)}/metrics`);
      return readSeries(await answer.text(), `gpu_fraction_webhook_${series}`);
    },
  };
}
