import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Go builds one thing at a time, the first time for minutes.
  test: {
    include: ['test/bench/programs/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 900_000,
  },
});
