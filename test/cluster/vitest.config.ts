import { defineConfig } from 'vitest/config';

/**
 * Live through days of certificates and watches in a minute, so that a second of other files' load is an hour to them:
 * only they run beside each other.
 */
const HURRIED = [
  'test/cluster/self-managed/self-managed.cluster.test.ts',
  'test/cluster/trust/mounted.cluster.test.ts',
  'test/cluster/watches/trouble.cluster.test.ts',
];

/** Start Kubeflow's training operator, which has its certificate in a folder of fixed name, so a machine can have one at a time. */
const WITH_TRAINING_OPERATOR = [
  'test/cluster/training-operator.cluster.test.ts',
  'test/cluster/systems/pytorch-job.cluster.test.ts',
  'test/cluster/systems/kai-kubeflow.cluster.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/cluster/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'two at a time',
          include: ['test/cluster/**/*.cluster.test.ts'],
          exclude: ['test/cluster/node/**', ...HURRIED, ...WITH_TRAINING_OPERATOR],
          // Every file has a control plane of its own, and most of the time it waits for it: two at a time take a little
          // more than half the time, more would only slow each other down.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // Two create pods as fast as they are answered, which keeps a core busy each; their certificates have seconds to spare.
        test: { name: 'hurried', include: HURRIED, maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'alone', include: WITH_TRAINING_OPERATOR, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
