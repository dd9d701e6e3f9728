import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/**/*.cluster.test.ts'],
    exclude: ['test/cluster/node/**'],
    globalSetup: ['test/cluster/setup.ts'],
    // Every file has a control plane of its own, and several at once only slow each other down.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
