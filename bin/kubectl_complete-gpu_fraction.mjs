#!/usr/bin/env node
// kubectl asks this program for the words that could come next behind `kubectl gpu-fraction`. The words that are typed
// come as arguments, so the program is told first that they are not to be carried out.
process.argv.splice(2, 0, '__complete', '--');
await import('../dist/gpu-fraction-webhook.mjs');
