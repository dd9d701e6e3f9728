import { readFileSync } from 'node:fs';

/** Memory of a process, in MiB. */
export interface ProcessMemory {
  readonly resident: number;
  /** Of that, what is no file's: the part that a container's limit is about. */
  readonly anonymous: number;
  /** The most that was ever resident. */
  readonly peak: number;
}

/** What the kernel says of a process now. */
export function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string): number => Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { resident: mib('VmRSS'), anonymous: mib('RssAnon'), peak: mib('VmHWM') };
}
