import { join } from 'node:path';
import type { Machine } from './machine.ts';

/** Where a machine's containerd listens. */
export function containerdSocket({ folder }: Machine): string {
  return join(folder, 'containerd.sock');
}

/** Runs containerd's own client in the namespace that the kubelet uses. */
export function ctr(machine: Machine, ...args: string[]): Promise<string> {
  return machine.run('ctr', '--address', containerdSocket(machine), '--namespace', 'k8s.io', ...args);
}
