import type {
  V1ValidatingAdmissionPolicy,
  V1ValidatingAdmissionPolicyBinding,
  V1ValidatingAdmissionPolicySpec,
} from '@kubernetes/client-node';

/** A policy does nothing without its binding; both have the same name. */
export interface AdmissionPolicy {
  readonly policy: V1ValidatingAdmissionPolicy;
  readonly binding: V1ValidatingAdmissionPolicyBinding;
}

const apiVersion = 'admissionregistration.k8s.io/v1';

/** @param validationActions what happens where the policy does not hold: `Deny`, or `Warn` and `Audit` */
export function admissionPolicy(
  name: string,
  spec: V1ValidatingAdmissionPolicySpec,
  validationActions: readonly string[],
): AdmissionPolicy {
  return {
    policy: { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec },
    binding: {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: { policyName: name, validationActions: [...validationActions] },
    },
  };
}
