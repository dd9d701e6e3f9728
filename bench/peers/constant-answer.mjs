/** As long as a real answer with a patch, so that all servers send about the same number of bytes. */
export const CONSTANT_ANSWER = JSON.stringify({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response: {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    allowed: true,
    patchType: 'JSONPatch',
    patch: 'W'.repeat(500),
    auditAnnotations: { outcome: 'mutated', reason: 'asked', project: 'team-a', 'gpu-fraction': '0.5' },
  },
});
