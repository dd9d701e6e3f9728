import { describe, expect, it } from 'vitest';
import { respond } from '../../src/admission/response.ts';
import { judgeObject, ownFault, skippedRequest } from '../../src/admission/verdict.ts';
import { admit } from '../support/admission.ts';
import { container, NAMESPACE, type PodParts, pod } from '../support/pods.ts';
import { ofProject, settings, surroundings } from '../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const UID = '705ab4f5-6393-11e8-b7cc-42010a800002';
const answer = (parts: PodParts, world: object = OWN) => respond(UID, admit(parts, world).verdict);

describe('the answer to a request', () => {
  it('is an AdmissionReview with the uid of the request', () => {
    for (const review of [answer({}), respond(UID, skippedRequest), respond(UID, ownFault('internal-error'))]) {
      expect(review).toMatchObject({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        response: { uid: UID },
      });
    }
  });

  it('carries a patch in base64 together with its type', () => {
    const { response } = answer({ annotations: { 'gpu-fraction': '.5' } });
    expect(response).toMatchObject({ allowed: true, patchType: 'JSONPatch' });
    expect(JSON.parse(Buffer.from(response.patch ?? '', 'base64').toString())).toContainEqual({
      op: 'replace',
      path: '/metadata/annotations/gpu-fraction',
      value: '0.5',
    });
  });

  it.each<[string, PodParts]>([
    ['a pod that is left alone', {}],
    ['a pod in which nothing is missing', { schedulerName: 'runai-scheduler', labels: { project: 'team-a' } }],
    ['a pod that is refused', { annotations: { 'gpu-fraction': 'x' } }],
  ])('has neither patch nor type for %s', (_, parts) => {
    expect(Object.keys(answer(parts).response)).not.toContain('patch');
    expect(Object.keys(answer(parts).response)).not.toContain('patchType');
  });

  it('has a status only where it refuses, as the API server’s own errors look', () => {
    expect(answer({ annotations: { 'gpu-fraction': 'x' } }).response).toMatchObject({
      allowed: false,
      status: {
        code: 422,
        reason: 'Invalid',
        message: expect.stringMatching(/^invalid-fraction: annotation gpu-fraction is "x", /),
      },
    });
    expect(answer({ labels: { RUNAI_PROJECT: 'team-b' } }).response).toMatchObject({
      allowed: false,
      status: { code: 403, reason: 'Forbidden' },
    });
    expect(Object.keys(answer({}).response)).not.toContain('status');
  });

  it('has warnings only where there are some', () => {
    expect(answer({ annotations: { 'gpu-fraction': '0.333' } }).response.warnings).toEqual([
      'gpu-fraction-webhook: rounded-down: annotation gpu-fraction 0.333 became 0.33',
    ]);
    expect(Object.keys(answer({}).response)).not.toContain('warnings');
  });

  it('is plain JSON', () => {
    const review = answer({ annotations: { 'gpu-fraction': '0.5' } });
    expect(JSON.parse(JSON.stringify(review))).toEqual(review);
  });
});

describe('the audit annotations', () => {
  const audit = (parts: PodParts, world: object = OWN) => answer(parts, world).response.auditAnnotations;

  it.each<[string, PodParts, object, object]>([
    [
      'of a share',
      { annotations: { 'gpu-fraction': '50%' } },
      OWN,
      { outcome: 'mutated', reason: 'asked', project: 'team-a', 'gpu-fraction': '0.5' },
    ],
    [
      'of memory',
      { annotations: { 'gpu-memory': '1' } },
      OWN,
      { outcome: 'mutated', reason: 'asked', project: 'team-a' },
    ],
    [
      'of whole GPUs',
      { labels: { 'gpu-fraction': '1' } },
      OWN,
      { outcome: 'mutated', reason: 'asked', project: 'team-a' },
    ],
    ['of a pod without a project', { labels: { runai: 'true' } }, {}, { outcome: 'mutated', reason: 'asked' }],
    ['of a pod that is left alone', {}, OWN, { outcome: 'skipped', reason: 'nothing-asked' }],
    [
      'of a pod that is refused',
      { annotations: { 'gpu-fraction': 'x' } },
      OWN,
      { outcome: 'denied', reason: 'invalid-fraction' },
    ],
  ])('%s', (_, parts, world, expected) => {
    expect(audit(parts, world)).toEqual(expected);
  });

  it('have no slash in their keys, which the API server would drop', () => {
    expect(
      Object.keys(audit({ annotations: { 'gpu-fraction': '0.5' } })).filter((key) => !/^[a-z-]+$/.test(key)),
    ).toEqual([]);
  });

  it('of what is no creation of a pod', () => {
    expect(respond(UID, skippedRequest).response).toEqual({
      uid: UID,
      allowed: true,
      auditAnnotations: { outcome: 'skipped', reason: 'not-a-pod-creation' },
    });
  });
});

describe('a fault of the program', () => {
  const judge = (object: unknown, broken = false) => {
    const chosen = settings();
    const known = surroundings(OWN, chosen);
    const podDefaults = () => {
      throw new Error('nobody may see this');
    };
    const around = broken
      ? { namespace: known.namespace.bind(known), gangOwner: known.gangOwner.bind(known), podDefaults }
      : known;
    return judgeObject(object, NAMESPACE, around, chosen);
  };

  it('never blocks a pod, and is told in a warning and in the verdict', () => {
    const verdict = judge(pod(), true);
    expect(verdict).toMatchObject({
      outcome: 'error',
      reason: 'internal-error',
      patch: [],
      error: new Error('nobody may see this'),
    });
    expect(respond(UID, verdict).response).toEqual({
      uid: UID,
      allowed: true,
      warnings: [expect.stringMatching(/^gpu-fraction-webhook: internal-error: /)],
      auditAnnotations: { outcome: 'error', reason: 'internal-error' },
    });
  });

  it('does not show its inside to the user', () => {
    expect(JSON.stringify(respond(UID, judge(pod(), true)))).not.toContain('nobody may see this');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['no pod', { metadata: {} }],
    ['a pod of a shape that is not known', { metadata: {}, spec: { containers: 'one' } }],
  ])('is also a request that carries %s', (_, object) => {
    const verdict = judge(object);
    expect(verdict).toMatchObject({ outcome: 'error', reason: 'unreadable-pod', patch: [] });
    expect(respond(UID, verdict).response).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining('unreadable-pod')],
    });
  });

  it('tells the log which field cannot be read', () => {
    expect(judge(pod({ containers: [container('a'), { name: 7 as unknown as string }] })).error).toMatch(
      /^spec\.containers\[1\]\.name: /,
    );
  });

  it('is also to be late', () => {
    expect(respond(UID, ownFault('deadline-exceeded')).response).toMatchObject({
      allowed: true,
      auditAnnotations: { reason: 'deadline-exceeded' },
    });
  });

  it('is none where the pod can be read', () => {
    expect(judge(pod({ labels: { runai: 'true' } }))).toMatchObject({ outcome: 'mutated', reason: 'asked' });
  });
});
