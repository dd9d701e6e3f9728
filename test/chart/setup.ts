import { availableGroups, buildAll } from '../cluster/programs.ts';

/** Helm is built before the first test, so that no build eats into a test's time; so is what judges a release's workflows. */
export default async function setup(): Promise<void> {
  await buildAll(['helm3', 'helm4']);
  await buildAll(availableGroups().filter((name) => name === 'actionlint'));
}
