import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Node runs the sources as they are; nothing is compiled for the tests.
    include: ['test/**/*.test.ts'],
    exclude: ['test/advisories/**', 'test/image/**', 'test/cluster/**', 'test/chart/**', 'test/bench/go/**'],
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      // What decides about somebody's pod, and what changes it, is covered to the last branch.
      include: ['src/decision/**', 'src/patch/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
      reporter: ['text', 'html'],
    },
  },
});
