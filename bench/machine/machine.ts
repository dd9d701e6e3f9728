import { arch, cpus, platform, release, totalmem } from 'node:os';

/** What the numbers were measured on, in a line. */
export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${cpus().length} cores of ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB, ${platform()} ${release()} ${arch()}, Node ${process.version}`;
}
