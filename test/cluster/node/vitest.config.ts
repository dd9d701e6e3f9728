import { defineConfig } from 'vitest/config';

/** Create pods at a fixed rate, or look at what is left on this machine: both have to be alone on it. */
const ALONE = [
  'test/cluster/node/disturbances/disturbances.cluster.test.ts',
  'test/cluster/node/chart/cert-manager.cluster.test.ts',
  'test/cluster/node/chart/lifecycle.cluster.test.ts',
  'test/cluster/node/leaves-nothing.cluster.test.ts',
];

export default defineConfig({
  test: {
    globalSetup: ['test/cluster/node/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'two at a time',
          include: ['test/cluster/node/**/*.cluster.test.ts'],
          exclude: ALONE,
          // Each file has a node of its own, and mostly waits for it.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
