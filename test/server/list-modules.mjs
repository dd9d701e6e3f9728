import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

// Loaded before a program, this writes the address of every module that the program loads into a file.
registerHooks({
  load(url, context, next) {
    appendFileSync(/** @type {string} */ (process.env['LOADED_MODULES']), `${url}\n`);
    return next(url, context);
  },
});
