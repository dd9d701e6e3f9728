import { auditWarnings, type Mode } from './mode.ts';
import { type RefusalStatus, refusalStatus } from './refusal-status.ts';
import { refusalIn, type Verdict } from './verdict.ts';

/** The answer to an AdmissionReview, as the API server reads it. */
export interface AdmissionReviewResponse {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: Readonly<AdmissionResponse>;
}

interface AdmissionResponse {
  /** The request's; the API server refuses an answer with another one. */
  uid: string;
  allowed: boolean;
  status?: RefusalStatus;
  /** Base64 of the JSON Patch; only together with `patchType`. */
  patch?: string;
  patchType?: 'JSONPatch';
  warnings?: readonly string[];
  auditAnnotations: { readonly [key: string]: string };
}

/**
 * Renders a verdict for the API server.
 *
 * @param mode `audit` says what was decided without carrying it out: allowed, no patch, and warnings of what would be
 */
export function respond(uid: string, verdict: Verdict, mode: Mode = 'enforce'): AdmissionReviewResponse {
  const isAudit = mode === 'audit';
  const patch = isAudit ? [] : verdict.patch;
  const warnings = isAudit ? auditWarnings(verdict) : verdict.warnings;
  const refusal = isAudit ? undefined : refusalIn(verdict);
  const response: AdmissionResponse = {
    uid,
    allowed: refusal === undefined,
    auditAnnotations: auditAnnotations(verdict),
  };
  if (refusal !== undefined) {
    response.status = refusalStatus(refusal);
  }
  if (patch.length > 0) {
    response.patchType = 'JSONPatch';
    response.patch = Buffer.from(JSON.stringify(patch)).toString('base64');
  }
  if (warnings.length > 0) {
    response.warnings = warnings;
  }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response };
}

/**
 * For the audit log. Keys must not contain a slash: the API server puts the webhook's name in front, and drops what is
 * no qualified name then.
 */
function auditAnnotations({ outcome, reason, decision }: Verdict): { readonly [key: string]: string } {
  const annotations: Record<string, string> = { outcome, reason };
  if (decision?.kind === 'route') {
    const { project, gpu } = decision;
    if (project !== undefined) {
      annotations['project'] = project.value;
    }
    if (gpu.kind === 'asked' && gpu.amount.kind === 'fraction') {
      annotations['gpu-fraction'] = gpu.amount.text;
    }
  }
  return annotations;
}
