import type { Decision, GpuDecision, LeaveAlone, Refuse } from './decision.ts';
import { readNamespace } from './known/namespace.ts';
import type { Surroundings } from './known/surroundings.ts';
import type { PodJson } from './pod/pod.ts';
import { type PodContext, readPodContext } from './pod-context.ts';
import type { LeaveAloneReason } from './reasons.ts';
import type { Refusal } from './refusal.ts';
import { type Requests, readRequests } from './requests/requests.ts';
import { composeDesiredState } from './rules/desired-state.ts';
import { type AskedAmount, chooseAmount } from './rules/gpu-amount.ts';
import { refuseFractionalLimits } from './rules/gpu-limits.ts';
import { judgeQuota } from './rules/quota-guard.ts';
import { chooseRouting, type Routing } from './rules/routing.ts';
import { namespaceOutOfScope } from './rules/scope.ts';
import type { DecisionSettings } from './settings.ts';
import type { Warning } from './warning.ts';

/**
 * Decides what should happen to a pod that is being created. Pure: the same pod, surroundings and settings always give
 * the same decision, in the server, on the command line, in benchmarks and in tests.
 *
 * The pod is read once, what is known about it and what it asks for; the rules work on that alone.
 *
 * @param namespaceName from the request; the object itself may lack it
 */
export function decide(
  pod: PodJson,
  namespaceName: string,
  surroundings: Surroundings,
  settings: DecisionSettings,
): Decision {
  const namespace = readNamespace(namespaceName, surroundings.namespace(namespaceName), settings.namespaceProjectLabel);
  const outside = namespaceOutOfScope(namespace, settings);
  if (outside !== undefined) {
    return { kind: 'leave-alone', reason: outside, workload: undefined, dropAnnotations: [], warnings: [] };
  }
  const context = readPodContext(pod, namespace, surroundings, settings);
  const requests = readRequests(pod, context, settings);
  const routing = chooseRouting(context, requests, settings);
  const { violation, warnings: onQuota } = judgeQuota(context, routing, settings);
  if (violation !== undefined && settings.projectGuard === 'deny') {
    return refuse(context, violation, routing.warnings);
  }
  const onGuard = [...(violation === undefined ? [] : [warningOf(violation)]), ...onQuota];
  const warnings = [...routing.warnings, ...onGuard];
  return routing.kind === 'leave-alone'
    ? leaveAlone(context, routing.reason, warnings)
    : route(context, requests, { ...routing, warnings, onGuard }, settings);
}

/** A pod on its way to the scheduler, and what the quota guard said about it, which is among all warnings too. */
type GuardedRoute = Routing & { readonly kind: 'route' } & { readonly onGuard: readonly Warning[] };

function route(context: PodContext, requests: Requests, routing: GuardedRoute, settings: DecisionSettings): Decision {
  const limit = refuseFractionalLimits(context);
  if (limit !== undefined) {
    return invalid(context, limit, routing, settings);
  }
  const amount = chooseAmount(context, requests.amounts, settings.maxWholeGpus);
  if (!amount.ok) {
    return invalid(context, amount.refusal, routing, settings);
  }
  const choice = composeDesiredState(context, requests, routing.project, amount.asked, settings);
  switch (choice.kind) {
    case 'refusal':
      return invalid(context, choice.refusal, routing, settings);
    case 'leave-alone':
      return leaveAlone(context, choice.reason, [choice.warning, ...stillGuarded(context, routing, settings)]);
    case 'state': {
      // What a PodDefault spells out is written to the letter, so nothing was rounded.
      const onAmount = amount.warnings.filter(
        (warning) => !(choice.spelledByPodDefault && warning.reason === 'rounded-down'),
      );
      return {
        kind: 'route',
        reason: routing.reason,
        workload: context.workload.name,
        container: choice.workContainer,
        project: routing.project,
        ownerQueue: context.owner?.labels.queue,
        gpu: gpuDecision(amount.asked, choice.gpuContainer),
        desired: choice.state,
        warnings: [...routing.warnings, ...onAmount, ...choice.warnings, ...strandedAmount(context, amount.asked)],
      };
    }
  }
}

function gpuDecision(asked: AskedAmount | undefined, container: string): GpuDecision {
  return asked === undefined
    ? { kind: 'unchanged' }
    : { kind: 'asked', amount: asked.amount, source: asked.request.source, container };
}

/** Whoever wrote an amount on the owner of a gang meant its pods, and none of them has it. */
function strandedAmount({ owner }: PodContext, asked: AskedAmount | undefined): readonly Warning[] {
  const source = owner?.strandedAmount;
  return asked === undefined && source !== undefined ? [{ reason: 'amount-on-owner', source }] : [];
}

/** `onInvalid: warn` leaves the pod exactly as it came; the reason stays the one of the refusal. */
function invalid(context: PodContext, refusal: Refusal, routing: GuardedRoute, settings: DecisionSettings): Decision {
  return settings.onInvalid === 'deny'
    ? refuse(context, refusal, routing.warnings)
    : leaveAlone(context, refusal.reason, [warningOf(refusal), ...stillGuarded(context, routing, settings)]);
}

/** A pod that has our scheduler already reaches it as it came. */
const stillGuarded = (
  { schedulerName }: PodContext,
  { onGuard }: GuardedRoute,
  settings: DecisionSettings,
): readonly Warning[] => (schedulerName === settings.schedulerName ? onGuard : []);

const warningOf = (refusal: Refusal): Warning => ({ reason: refusal.reason, refusal });

function refuse({ workload }: PodContext, refusal: Refusal, warnings: readonly Warning[]): Refuse {
  return { kind: 'refuse', reason: refusal.reason, refusal, workload: workload.name, warnings };
}

function leaveAlone(
  { workload, gpuAnnotations }: PodContext,
  reason: LeaveAloneReason,
  warnings: readonly Warning[],
): LeaveAlone {
  const dropAnnotations = reason === 'cache-hit' ? [...gpuAnnotations.keys()] : [];
  return { kind: 'leave-alone', reason, workload: workload.name, dropAnnotations, warnings };
}
