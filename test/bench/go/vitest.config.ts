import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/bench/go/**/*.test.ts'], testTimeout: 300_000 } });
