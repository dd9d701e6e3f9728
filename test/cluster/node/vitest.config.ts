import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/node/**/*.cluster.test.ts'],
    globalSetup: ['test/cluster/node/setup.ts'],
    // Each file has a node of its own, and two of them at once only slow each other down.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
