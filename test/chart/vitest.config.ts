import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/chart/**/*.test.ts'],
    globalSetup: ['test/chart/setup.ts'],
    testTimeout: 60_000,
    // By default a core is left free, which is half of a machine with two.
    maxWorkers: '100%',
  },
});
