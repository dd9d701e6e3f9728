import { describe, expect, it } from 'vitest';
import { readReview } from '../../src/admission/review.ts';

const REQUEST = {
  uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  name: 'nb-0',
  namespace: 'alice',
  operation: 'CREATE',
  userInfo: { username: 'somebody' },
  object: { anything: true },
  oldObject: null,
  dryRun: false,
};
const review = (request: object = {}, rest: object = {}) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { ...REQUEST, ...request },
  ...rest,
});
const read = (body: unknown) => {
  const reading = readReview(body);
  return reading.ok ? reading.request : reading.problem;
};

describe('an AdmissionReview', () => {
  it('is read as the API server sends it', () => {
    expect(read(review())).toEqual({
      uid: REQUEST.uid,
      name: 'nb-0',
      namespace: 'alice',
      createsPod: true,
      object: { anything: true },
    });
  });

  it('gives back the very object that came, not a copy that a schema made', () => {
    const body = review();
    expect(read(body)).toMatchObject({ object: body.request.object });
    expect((read(body) as { object: unknown }).object).toBe(body.request.object);
  });

  it.each<[string, object, object]>([
    ['without a name, as for generated names', { name: undefined }, { name: '', createsPod: true }],
    ['with a name of null', { name: null }, { name: '' }],
    ['without a namespace', { namespace: undefined }, { namespace: '' }],
    ['with a subresource of nothing', { subResource: '' }, { createsPod: true }],
    ['with fields of a newer version', { future: { x: 1 } }, { createsPod: true }],
  ])('is read %s', (_, request, expected) => {
    expect(read(review(request))).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['an update', { operation: 'UPDATE' }],
    ['a deletion', { operation: 'DELETE', object: null }],
    ['a deletion without an object', { operation: 'DELETE', object: undefined }],
    ['a connection', { operation: 'CONNECT' }],
    ['a Deployment', { kind: { group: 'apps', version: 'v1', kind: 'Deployment' } }],
    ['a Pod of another group', { kind: { group: 'example.org', version: 'v1', kind: 'Pod' } }],
    ['a binding of a Pod', { subResource: 'binding' }],
    ['an ephemeral container', { subResource: 'ephemeralcontainers', operation: 'UPDATE' }],
  ])('of %s creates no pod', (_, request) => {
    expect(read(review(request))).toMatchObject({ uid: REQUEST.uid, createsPod: false });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, '(top level)'],
    ['null', null, '(top level)'],
    ['a text', 'review', '(top level)'],
    ['a list', [review()], ''],
    ['an empty object', {}, 'apiVersion'],
    ['another version', review({}, { apiVersion: 'admission.k8s.io/v1beta1' }), 'apiVersion'],
    ['another kind', review({}, { kind: 'Pod' }), 'kind'],
    ['no request', { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }, 'request'],
    ['a request of null', review({}, { request: null }), 'request'],
    ['no uid', review({ uid: undefined }), 'request.uid'],
    ['an empty uid', review({ uid: '' }), 'request.uid'],
    ['a uid that is a number', review({ uid: 7 }), 'request.uid'],
    ['no operation', review({ operation: undefined }), 'request.operation'],
    ['an unknown operation', review({ operation: 'PATCH' }), 'request.operation'],
    ['no kind', review({ kind: undefined }), 'request.kind'],
    ['a kind that is a text', review({ kind: 'Pod' }), 'request.kind'],
    ['a kind without a group', review({ kind: { version: 'v1', kind: 'Pod' } }), 'request.kind.group'],
    ['a namespace that is a number', review({ namespace: 1 }), 'request.namespace'],
  ])('is not read from %s, and the problem names the field', (_, body, field) => {
    const problem = read(body);
    expect(problem).toEqual(expect.stringContaining(field));
    expect(problem).toMatch(/^.+: .+/);
  });
});
