import { expect, test } from 'vitest';
import { HeldSource } from '../../certificates/held-source.ts';
import { makePems } from '../../certificates/pems.ts';
import { runWebhook } from '../running-webhook.ts';

const DAY_MILLIS = 86_400_000;

test('a running webhook is alive and ready', async () => {
  const { health } = await runWebhook();
  expect(await (await health('/livez')).text()).toBe('alive\n');
  const ready = await health('/readyz');
  expect(ready.status).toBe(200);
  expect(await ready.text()).toBe('ready\n');
});

test.each([
  { what: 'has expired', beginsInDays: -10, expiresInDays: -1, says: /^certificate: expired on \d{4}-\S+; renew it$/ },
  { what: 'is not valid yet', beginsInDays: 10, expiresInDays: 20, says: /^certificate: not valid before \d{4}-\S+, / },
])('with a certificate that $what it is alive but not ready, and says why', async ({ says, ...validity }) => {
  const certificates = new HeldSource();
  certificates.give(await makePems(validity), new Date(Date.now() - 5 * DAY_MILLIS));
  const { health } = await runWebhook({ certificates });
  const ready = await health('/readyz');
  expect(ready.status).toBe(503);
  const [first, second] = (await ready.text()).split('\n');
  expect(first).toBe('not ready');
  expect(second).toMatch(says);
  expect((await health('/livez')).status).toBe(200);
});

test('it is not ready until what it is told to wait for is there', async () => {
  let problem: string | undefined = 'namespaces are not known yet';
  const { health, metric } = await runWebhook({ readinessChecks: [{ name: 'surroundings', problem: () => problem }] });
  expect(await (await health('/readyz')).text()).toBe('not ready\nsurroundings: namespaces are not known yet\n');
  expect(await metric('ready')).toBe(0);
  problem = undefined;
  expect((await health('/readyz')).status).toBe(200);
  expect(await metric('ready')).toBe(1);
});

test('a probe can ask with HEAD', async () => {
  const { health } = await runWebhook();
  expect((await health('/readyz', { method: 'HEAD' })).status).toBe(200);
});

test('the plain port answers nothing else', async () => {
  const { health } = await runWebhook();
  const unknown = await health('/mutate', { method: 'POST', body: '{}' });
  expect(unknown.status).toBe(404);
  const wrongMethod = await health('/metrics', { method: 'DELETE' });
  expect(wrongMethod.status).toBe(405);
  expect(wrongMethod.headers.get('allow')).toBe('GET, HEAD');
});

test('a start on a port that is taken fails and leaves nothing behind', async () => {
  const { port } = await runWebhook();
  await expect(runWebhook({ settings: { httpsPort: port } })).rejects.toThrow(/taken already/);
});

test('it shows the certificates that callers see, and nothing of the key that may stand beside them', async () => {
  const certificates = new HeldSource();
  const { health } = await runWebhook({ certificates });
  expect((await health('/certificate')).status).toBe(503);
  const { cert, key } = await makePems();
  certificates.give({ cert: `${key}\n${cert}`, key });
  const shown = await health('/certificate');
  expect(shown.headers.get('content-type')).toBe('application/x-pem-file');
  const pem = await shown.text();
  expect(pem.trim()).toBe(cert.trim().replaceAll('\r', ''));
  expect(pem).not.toContain('PRIVATE');
});
