import { describe, expect, it } from 'vitest';
import { reviewOf } from '../../server/reviews.ts';
import type { HttpAnswer } from '../answering-server.ts';
import { Bounds } from '../bounds.ts';
import { Finding } from '../fuzz-target.ts';
import { USUAL } from '../input/settings-variants.ts';
import { checkAnswer } from './answer.ts';
import { checkPatch } from './patch.ts';

/* That the laws see what is wrong: a law that holds for everything would never find anything. */

const settings = USUAL;

const POD = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'main' }] } };

const body = JSON.stringify(reviewOf({ object: POD, namespace: 'team-a' }));
const { uid } = (JSON.parse(body) as { request: { uid: string } }).request;

const RIGHT = { uid, allowed: true, auditAnnotations: { outcome: 'skipped', reason: 'nothing-asked' } };

const patched = (...operations: readonly object[]): object => ({
  ...RIGHT,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
  auditAnnotations: { outcome: 'mutated', reason: 'asked' },
});

const answer = (response: object, rest: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  headers: new Map([['content-type', 'application/json']]),
  body: JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }),
  ...rest,
});

describe('an answer', () => {
  it('that is right is let pass, with what becomes of the pod', () => {
    expect(checkAnswer(body, answer(RIGHT), settings)).toEqual({ isRefused: false });
    const add = { op: 'add', path: '/spec/schedulerName', value: 'runai-scheduler' };
    expect(checkAnswer(body, answer(patched(add)), settings)?.patched).toMatchObject({
      spec: { schedulerName: 'runai-scheduler' },
    });
  });

  it.each<[string, HttpAnswer]>([
    [
      'lets the API server wait',
      answer(RIGHT, {
        headers: new Map([
          ['retry-after', '1'],
          ['content-type', 'application/json'],
        ]),
      }),
    ],
    ['is no JSON', answer(RIGHT, { body: '{' })],
    ['is of another type', answer(RIGHT, { headers: new Map([['content-type', 'text/html']]) })],
    ['refuses a review', answer(RIGHT, { status: 400 })],
    ['is about another request', answer({ ...RIGHT, uid: 'another' })],
    ['tells of a failure', answer({ ...RIGHT, auditAnnotations: { outcome: 'error', reason: 'internal-error' } })],
    [
      'takes a pod for none',
      answer({ ...RIGHT, auditAnnotations: { outcome: 'skipped', reason: 'not-a-pod-creation' } }),
    ],
    [
      'takes a good pod for a broken one',
      answer({ ...RIGHT, auditAnnotations: { outcome: 'error', reason: 'unreadable-pod' } }),
    ],
    ['refuses without a word', answer({ ...RIGHT, allowed: false })],
    [
      'refuses with a status of its own',
      answer({ ...RIGHT, allowed: false, status: { code: 500, reason: 'Invalid', message: 'x' } }),
    ],
    ['has a field that the API server does not know', answer({ ...RIGHT, more: 1 })],
    ['has a warning of two lines', answer({ ...RIGHT, warnings: ['a\nb'] })],
    ['has a warning that is too long', answer({ ...RIGHT, warnings: ['x'.repeat(121)] })],
    ['has a patch without its type', answer({ ...RIGHT, patch: 'W10=' })],
    ['has a patch that does not fit', answer(patched({ op: 'remove', path: '/metadata/labels/project' }))],
    [
      'has a patch that changes what is not owned',
      answer(patched({ op: 'replace', path: '/metadata/labels/app', value: 'y' })),
    ],
    ['has a patch that leaves no pod', answer(patched({ op: 'remove', path: '/spec/containers' }))],
  ])('is a finding where it %s', (_, wrong) => {
    expect(() => checkAnswer(body, wrong, settings)).toThrow(Finding);
  });

  it('to what is no review has to say so, and no other', () => {
    const refused = (error: string): HttpAnswer =>
      answer({}, { status: 400, body: JSON.stringify({ error, message: 'x', remedy: 'y' }) });
    expect(checkAnswer('{', refused('malformed-json'), settings)).toBeUndefined();
    expect(checkAnswer('{}', refused('not-an-admission-review'), settings)).toBeUndefined();
    expect(() => checkAnswer('{}', refused('malformed-json'), settings)).toThrow(Finding);
    expect(() => checkAnswer('{', answer(RIGHT), settings)).toThrow(Finding);
  });
});

describe('a patch', () => {
  it.each([
    ['takes away a limit of another resource', { op: 'remove', path: '/spec/containers/0/resources/limits/cpu' }],
    ['adds a container', { op: 'add', path: '/spec/containers/-', value: { name: 'more' } }],
    ['adds an annotation that is not ours', { op: 'add', path: '/metadata/annotations', value: { note: 'x' } }],
  ] as const)('is a finding where it %s', (_, operation) => {
    const pod = { metadata: {}, spec: { containers: [{ name: 'main', resources: { limits: { cpu: '1' } } }] } };
    expect(() => checkPatch(pod, [operation], settings.decision)).toThrow(Finding);
  });
});

describe('the bounds', () => {
  it('find an input that takes too much of the processor', async () => {
    const bounds = new Bounds((input) => {
      const until = process.threadCpuUsage().user + (input[0] ?? 0) * 10_000;
      while (process.threadCpuUsage().user < until) {
        // Hangs.
      }
    });
    bounds.run(Uint8Array.of(0));
    bounds.run(Uint8Array.of(1));
    expect(() => bounds.run(Uint8Array.of(60))).toThrow(/ms of CPU time for 1 bytes/);
  });

  it('find memory that is not given back', () => {
    const kept: unknown[] = [];
    const bounds = new Bounds(() => void kept.push(new Array(100).fill(kept.length)));
    expect(() => {
      for (let inputs = 0; inputs < 150_000; inputs += 1) {
        bounds.run(Uint8Array.of(0));
      }
    }).toThrow(/the heap grows/);
  });

  it('find what is left on a prototype', () => {
    const bounds = new Bounds(() => {
      Object.assign(Object.prototype, { left: 1 });
    });
    try {
      expect(() => bounds.run(Uint8Array.of(0))).toThrow(/prototype/);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'left');
    }
  });
});
