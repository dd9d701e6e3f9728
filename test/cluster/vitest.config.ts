import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/**/*.cluster.test.ts'],
    exclude: ['test/cluster/node/**'],
    globalSetup: ['test/cluster/setup.ts'],
    // Every file has a control plane of its own, and most of the time it waits for it: two at a time take a little more
    // than half the time, more would only slow each other down.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
