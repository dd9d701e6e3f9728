import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/chart/**/*.test.ts'], globalSetup: ['test/chart/setup.ts'], testTimeout: 60_000 },
});
