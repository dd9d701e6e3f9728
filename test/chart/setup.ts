import { buildAll } from '../cluster/programs.ts';

/** Helm is built before the first test, so that no build eats into a test's time. */
export default async function setup(): Promise<void> {
  await buildAll(['helm3', 'helm4']);
}
