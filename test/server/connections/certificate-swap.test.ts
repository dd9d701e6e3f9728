import { X509Certificate } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { FileCertificateSource } from '../../../src/certificates/files/file-source.ts';
import { makePems } from '../../certificates/pems.ts';
import { RecordingObserver } from '../../certificates/recording-observer.ts';
import { SecretMount } from '../../certificates/secret-mount.ts';
import { HttpsClient } from '../https-client.ts';
import { Load } from '../load.ts';
import { reviewOf } from '../reviews.ts';
import { runWebhook } from '../running-webhook.ts';

const [before, after] = await Promise.all([makePems(), makePems()]);
const serialOf = (cert: string): string => new X509Certificate(cert).serialNumber;

test('a certificate is swapped under load, once with a broken pair, and no request fails', async () => {
  const secret = new SecretMount(before);
  onTestFinished(() => secret.remove());
  const observer = new RecordingObserver();
  const certificates = new FileCertificateSource(secret.folder, observer, { settleMillis: 5, pollMillis: 1000 });
  onTestFinished(() => certificates.close());
  // Connections are renewed all the time, so that each certificate gets to be seen.
  const { port } = await runWebhook({ certificates, settings: { maxRequestsPerConnection: 20 } });
  const client = new HttpsClient(port, [before.cert, after.cert]);
  const patient = new HttpsClient(port, [before.cert, after.cert]);
  onTestFinished(() => {
    client.close();
    patient.close();
  });
  const opened = await patient.send({ body: reviewOf() });
  const load = new Load(client);
  await load.until(({ answered }) => answered >= 300);

  secret.update({ cert: after.cert, key: before.key });
  await observer.until(() => observer.problems.length === 1);
  const broken = load.answered;
  await load.until(({ answered }) => answered >= broken + 1000);
  expect([...load.serials]).toEqual([serialOf(before.cert)]);

  secret.update(after);
  await load.until(({ serials }) => serials.has(serialOf(after.cert)));
  await load.stop();
  expect(load.failures).toEqual([]);

  const last = await patient.send({ body: reviewOf() });
  expect(last.localPort).toBe(opened.localPort);
  expect(last.status).toBe(200);
});
