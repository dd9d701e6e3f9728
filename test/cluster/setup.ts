import { availableGroups, buildAll } from './programs.ts';
import { buildPython } from './python.ts';

/**
 * Vitest's global set-up: whatever the suites can use is built before the first one starts, so that no build eats
 * into a test's time and every build shows its progress.
 */
export default async function setup(): Promise<void> {
  // A node has a set-up of its own, and workflows are judged without a cluster.
  await buildAll(availableGroups().filter((name) => name !== 'kubernetes-node' && name !== 'actionlint'));
  await buildPython();
}
