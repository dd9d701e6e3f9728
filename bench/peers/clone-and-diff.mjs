import jsonPatch from 'fast-json-patch';
import { route } from './route.mjs';
import { serve } from './serve.mjs';

/** The usual way to write such a webhook: change a copy of the pod, and have the difference computed. */
serve((body) => {
  const { request } = JSON.parse(body);
  const changed = structuredClone(request.object);
  route(changed);
  const patch = Buffer.from(JSON.stringify(jsonPatch.compare(request.object, changed))).toString('base64');
  return JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch },
  });
});
