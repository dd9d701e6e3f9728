import { spawnSync } from 'node:child_process';
import { Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ListenError, listen } from '../../src/server/listen.ts';
import { runWebhook } from './running-webhook.ts';

/** What fastify does when the operating system answers so. */
const refusedWith = (code: string) => ({
  server: new Server(),
  listen: () => Promise.reject(Object.assign(new Error(`listen ${code}`), { code })),
});

test.each([
  ['EADDRINUSE', '::', /^setting healthPort: cannot listen on \[::\]:8080, because it is taken .* another port$/],
  ['EACCES', '0.0.0.0', /^setting healthPort: cannot listen on 0\.0\.0\.0:8080, because this user may not; .* 1023/],
  ['EADDRNOTAVAIL', '192.0.2.1', /^setting address: cannot listen on 192\.0\.2\.1:8080, .* no such address; write /],
  ['ENOTFOUND', 'nowhere.invalid', /^setting address: cannot listen on nowhere\.invalid:8080, .* no such address/],
])('%s becomes a sentence with setting, address, port and remedy', async (code, host, says) => {
  const attempt = listen(refusedWith(code), host, 8080, 'healthPort');
  await expect(attempt).rejects.toThrow(ListenError);
  await expect(attempt).rejects.toThrow(says);
});

test('an error that nobody can put right by a setting stays what it is', async () => {
  await expect(listen(refusedWith('EMFILE'), '::', 8080, 'healthPort')).rejects.toThrow(/^listen EMFILE$/);
});

/** Runs `serve` as a person types it; it has to end by itself. */
function serve(...flags: readonly string[]) {
  const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
  return spawnSync(process.execPath, [main, 'serve', '--dev', '--health-port', '0', '--https-port', '0', ...flags], {
    encoding: 'utf8',
    timeout: 20_000,
  });
}

test('a port in use ends the command with one sentence and code 2', async () => {
  const { port } = await runWebhook();
  const { status, stderr } = serve('--address', '127.0.0.1', '--https-port', String(port));
  expect(stderr).toBe(
    `gpu-fraction-webhook: setting httpsPort: cannot listen on 127.0.0.1:${port}, because it is taken already; end the program that has it, or choose another port\n`,
  );
  expect(status).toBe(2);
});

test('an address that the machine does not have ends the command with one sentence and code 2', () => {
  const { status, stderr } = serve('--address', '192.0.2.1');
  expect(stderr).toMatch(/^gpu-fraction-webhook: setting address: cannot listen on 192\.0\.2\.1:0, [^\n]*\n$/);
  expect(status).toBe(2);
});
