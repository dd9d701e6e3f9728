import type { Surroundings } from '../../src/decision/known/surroundings.ts';

const ENABLED = { 'runai-injection': 'enabled' };

/** The namespace `team-a` has opted in, no other has. */
export const optedIn: Surroundings = {
  namespace: (name) => ({ name, labels: name === 'team-a' ? ENABLED : {}, annotations: {} }),
  podDefaults: () => [],
  gangOwner: () => undefined,
};
