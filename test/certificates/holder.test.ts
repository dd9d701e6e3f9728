import { expect, test } from 'vitest';
import { CertificateHolder } from '../../src/certificates/holder.ts';
import { readServingCertificate } from '../../src/certificates/serving-certificate.ts';
import { makePems } from './pems.ts';
import { RecordingObserver } from './recording-observer.ts';

const DAY_MILLIS = 86_400_000;
const { cert, key } = await makePems({ beginsInDays: -1, expiresInDays: 1 });
const certificate = readServingCertificate(cert, key);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MILLIS);

test('without a certificate there is a problem', () => {
  const holder = new CertificateHolder(new RecordingObserver());
  expect(holder.current()).toBeUndefined();
  expect(holder.problem()).toBe('not there yet');
});

test.each([
  { what: 'before its time', days: -2, says: /^not valid before \d{4}-\S+Z, and it is \d{4}-\S+Z here; wait/ },
  { what: 'in its time', days: 0, says: undefined },
  { what: 'after its time', days: 2, says: /^expired on \d{4}-\S+Z; renew it$/ },
])('a certificate that was taken is judged by the time at which it is asked about: $what', ({ days, says }) => {
  let now = new Date();
  const holder = new CertificateHolder(new RecordingObserver(), () => now);
  holder.replace(certificate);
  now = inDays(days);
  expect(holder.current()).toBe(certificate);
  if (says === undefined) {
    expect(holder.problem()).toBeUndefined();
  } else {
    expect(holder.problem()).toMatch(says);
  }
});

test('a listener that throws is reported, and the others are told all the same', () => {
  const observer = new RecordingObserver();
  const holder = new CertificateHolder(observer);
  const fault = new Error('out of order');
  const told: string[] = [];
  holder.onChange(() => {
    throw fault;
  });
  holder.onChange(({ serial }) => told.push(serial));
  holder.replace(certificate);
  expect(told).toEqual([certificate.serial]);
  expect(observer.listenerFaults).toEqual([fault]);
  expect(holder.current()).toBe(certificate);
});
