/** An AdmissionReview about the creation of a pod, as the API server sends it. */
export function reviewOf(object: unknown, namespace: string): object {
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace,
      operation: 'CREATE',
      userInfo: { username: 'system:serviceaccount:kubeflow:argo' },
      object,
      oldObject: null,
      dryRun: false,
    },
  };
}
