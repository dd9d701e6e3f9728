import type { Operation } from 'fast-json-patch';
import * as z from 'zod';
import { OUTCOMES } from '../../../src/admission/outcome.ts';
import { readPod } from '../../../src/admission/pod-schema.ts';
import { ALL_REASONS } from '../../../src/decision/reasons.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import type { HttpAnswer } from '../answering-server.ts';
import { Finding } from '../fuzz-target.ts';
import { checkPatch } from './patch.ts';

const MAX_WARNING = 120;

/** One line that steers no terminal: no control characters, and no half of a surrogate pair. */
const line = z.string().refine((text) => text !== '' && !/\p{Cc}/u.test(text) && text.isWellFormed());

const answerSchema = z.strictObject({
  apiVersion: z.literal('admission.k8s.io/v1'),
  kind: z.literal('AdmissionReview'),
  response: z.strictObject({
    uid: z.string(),
    allowed: z.boolean(),
    status: z
      .strictObject({
        code: z.union([z.literal(403), z.literal(422)]),
        reason: z.enum(['Forbidden', 'Invalid']),
        message: line,
      })
      .optional(),
    patchType: z.literal('JSONPatch').optional(),
    patch: z.base64().optional(),
    warnings: z.array(line.max(MAX_WARNING)).min(1).max(8).optional(),
    auditAnnotations: z.strictObject({
      outcome: z.enum(OUTCOMES),
      reason: z.enum(ALL_REASONS),
      project: z.string().optional(),
      'gpu-fraction': z.string().optional(),
    }),
  }),
});

const refusedRequest = z.strictObject({
  error: z.enum(['malformed-json', 'not-an-admission-review', 'body-too-large', 'body-too-complex']),
  message: z.string().min(1),
  remedy: z.string().min(1),
});

/** What the API server makes of a request and its answer. */
export interface Admitted {
  /** The answer refuses the pod. */
  readonly isRefused: boolean;
  /** The object after the patch, where there is one. */
  readonly patched?: unknown;
}

/**
 * Checks the answer to a body, whatever was in it.
 *
 * @returns what an AdmissionReview was answered; `undefined` where the body is none
 * @throws Finding where the answer is not one that the contract knows
 */
export function checkAnswer(body: string, answer: HttpAnswer, settings: Settings): Admitted | undefined {
  if (answer.headers.has('retry-after')) {
    throw new Finding('an answer with Retry-After makes the API server wait');
  }
  if (answer.headers.get('content-type') !== 'application/json') {
    throw new Finding(`content type ${answer.headers.get('content-type')}`);
  }
  const review = parsed(body);
  const wanted = isReview(review) ? 200 : 400;
  if (answer.status !== wanted) {
    throw new Finding(`status ${answer.status}, and ${wanted} is right: ${answer.body}`);
  }
  if (wanted === 400) {
    const { error } = checked(refusedRequest, answer.body);
    const right = review === NOT_JSON ? 'malformed-json' : 'not-an-admission-review';
    if (error !== right) {
      throw new Finding(`answered ${error} to what is ${right}`);
    }
    return undefined;
  }
  return checkReview((review as Review).request, answer.body, settings);
}

function checkReview(request: Review['request'], text: string, settings: Settings): Admitted {
  const { response } = checked(answerSchema, text);
  const { allowed, patch, patchType, status, auditAnnotations } = response;
  const { outcome, reason } = auditAnnotations;
  const wrong = (what: string): never => {
    throw new Finding(`${what}: ${text}`);
  };
  if (response.uid !== request.uid) {
    wrong("the uid is not the request's");
  }
  if (reason === 'internal-error' || reason === 'deadline-exceeded') {
    wrong('the program failed');
  }
  if ((patch === undefined) !== (patchType === undefined) || (status === undefined) !== allowed) {
    wrong('patch without type, or refusal without status');
  }
  if (!allowed && (patch !== undefined || outcome !== 'denied')) {
    wrong('a refusal with a patch, or with another outcome');
  }
  const isPodCreation =
    request.operation === 'CREATE' && request.kind.group === '' && request.kind.kind === 'Pod' && !request.subResource;
  if (isPodCreation === (reason === 'not-a-pod-creation')) {
    wrong('the creation of a pod is mistaken');
  }
  if (isPodCreation && readPod(request.object).ok === (reason === 'unreadable-pod')) {
    wrong('a pod that can be read is mistaken');
  }
  if (settings.server.mode === 'audit' && (!allowed || patch !== undefined)) {
    wrong('audit mode does something');
  }
  if (patch === undefined) {
    return { isRefused: !allowed };
  }
  if (outcome !== 'mutated') {
    wrong('a patch with another outcome');
  }
  const operations = JSON.parse(Buffer.from(patch, 'base64').toString()) as readonly Operation[];
  return { isRefused: false, patched: checkPatch(request.object, operations, settings.decision) };
}

const NOT_JSON = Symbol('not JSON');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function checked<T>(schema: z.ZodType<T>, text: string): T {
  const result = schema.safeParse(parsed(text));
  if (!result.success) {
    throw new Finding(`not an answer of the contract: ${z.prettifyError(result.error)}\n${text}`);
  }
  return result.data;
}

interface Review {
  readonly request: {
    readonly uid: string;
    readonly operation: string;
    readonly kind: { readonly group: string; readonly kind: string };
    readonly subResource?: string | null;
    readonly object?: unknown;
  };
}

/** Written anew, so that the program cannot call anything a review that it likes. */
function isReview(body: unknown): body is Review {
  const review = fieldsOf(body);
  const request = fieldsOf(review?.['request']);
  const kind = fieldsOf(request?.['kind']);
  return (
    review?.['apiVersion'] === 'admission.k8s.io/v1' &&
    review['kind'] === 'AdmissionReview' &&
    typeof request?.['uid'] === 'string' &&
    request['uid'] !== '' &&
    ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'].includes(request['operation'] as string) &&
    ['group', 'version', 'kind'].every((field) => typeof kind?.[field] === 'string') &&
    ['subResource', 'name', 'namespace'].every((field) =>
      ['string', 'undefined'].includes(typeof (request[field] ?? undefined)),
    )
  );
}

/** Own fields only: a body may have `__proto__` among its keys. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.assign(Object.create(null), value)
    : undefined;
