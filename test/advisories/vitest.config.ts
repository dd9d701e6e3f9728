import { defineConfig } from 'vitest/config';

export default defineConfig({
  // It waits for a registry.
  test: { include: ['test/advisories/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 },
});
