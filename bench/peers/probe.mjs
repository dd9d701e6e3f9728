import { renameSync, writeFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';

/*
 * Loaded into a server before its own code (`node --import`) where the bench asks what it allocates, and only there: answers
 * SIGUSR2 in the file that it is given. Plain JavaScript: the part of Node that runs TypeScript is loaded for nothing else.
 */
const file = process.env['BENCH_ALLOCATED_FILE'] ?? '';

process.on('SIGUSR2', () => {
  writeFileSync(`${file}.partial`, String(getHeapStatistics().total_allocated_bytes));
  renameSync(`${file}.partial`, file);
});
