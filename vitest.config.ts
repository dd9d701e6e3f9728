import { defineConfig } from 'vitest/config';

/** Compare times, or what a server does under an attack, and so want the machine for themselves. */
const ALONE = [
  'test/explain/growth.test.ts',
  'test/laws/time.property.test.ts',
  'test/server/admission/deadline.test.ts',
  'test/server/lifecycle/**/*.test.ts',
  'test/server/limits/**/*.test.ts',
];

/** These have a configuration each. */
const ELSEWHERE = ['test/advisories/**', 'test/image/**', 'test/cluster/**', 'test/chart/**', 'test/bench/go/**'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    coverage: {
      provider: 'v8',
      // What decides about somebody's pod, and what changes it, is covered to the last branch.
      include: ['src/decision/**', 'src/patch/**'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
      reporter: ['text', 'html'],
    },
    // Node runs the sources as they are; nothing is compiled for the tests.
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['test/**/*.test.ts'],
          exclude: [...ELSEWHERE, ...ALONE],
          // By default a core is left free, which is half of a machine with two.
          maxWorkers: '100%',
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
