import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterAccess } from '../cluster/access.ts';
import { ApiError, ClusterError } from '../cluster/api-error.ts';
import { ApiClient } from '../cluster/client.ts';
import { Discovery } from '../cluster/discovery.ts';
import { type DryRunAnswer, DryRunClient } from '../cluster/dry-run.ts';
import { ruleOf } from '../cluster/permissions.ts';
import { reasonUnusable } from '../cluster/unusable.ts';
import { schedulersIn } from '../cluster-reading/kinds.ts';
import { isLabelValue, oneLine } from '../decision/values/text.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { judgeSchedulers, SCHEDULER_SIGNS, type SchedulerJudgement } from '../settings/scheduler-fit.ts';
import type { Settings } from '../settings/settings.ts';
import { renderReport } from '../verify/render.ts';
import type { ReportFormat } from '../verify/report-format.ts';
import { type Verification, verifyOnce } from '../verify/verify.ts';

/** Longer than a webhook may take, which is 30 s. */
const ANSWER_MILLIS = 35_000;

const PAUSE_MILLIS = 1000;

/** A Role that was just made is known to the API server after a moment; one that is not is missing. */
const ROLE_MILLIS = 5000;

export interface VerifyOptions {
  readonly access: ClusterAccess;
  readonly settings: Settings;
  readonly namespace: string;
  /** That the namespace belongs to, if it belongs to one. */
  readonly project: string | undefined;
  readonly output: ReportFormat;
  /** How long it is tried again: a namespace that was just made, or a `caBundle` just written, is not known at once. */
  readonly waitMillis: number;
  readonly pauseMillis?: number;
}

export interface VerifyResult {
  readonly stdout: string;
  readonly exitCode: 0 | 1;
}

/**
 * Creates pods as dry runs, until what comes is what the settings say, or time is up.
 *
 * @throws ClusterError where it cannot be tried at all
 */
export async function verifyCommand(options: VerifyOptions): Promise<VerifyResult> {
  const { settings, namespace, output, waitMillis, pauseMillis = PAUSE_MILLIS } = options;
  if (settings.decision.excludedNamespaces.has(namespace)) {
    throw new ClusterError(
      `pods of namespace ${namespace} are never touched (setting excludedNamespaces, or the webhook's own): choose another --namespace`,
    );
  }
  const { project } = options;
  if (project !== undefined && !isLabelValue(project)) {
    throw new ClusterError(
      `project "${oneLine(project)}" is no label value: give with --project at most 63 letters, digits, "-", "_" and "."`,
    );
  }
  const tryOnce = attempts(options);
  const start = performance.now();
  for (;;) {
    const passed = performance.now() - start;
    const isLast = passed + pauseMillis > waitMillis;
    const result = await tryOnce(isLast, passed);
    if (result !== undefined && (result.isPassed || isLast)) {
      return { stdout: renderReport(result, output), exitCode: result.isPassed ? 0 : 1 };
    }
    await sleep(pauseMillis);
  }
}

type Attempt = (isLast: boolean, passedMillis: number) => Promise<Verification | undefined>;

/** One attempt after the other; `undefined` where none could be made, but may be later. */
function attempts({ access, settings, namespace, project }: VerifyOptions): Attempt {
  const dryRuns = new DryRunClient(access, ANSWER_MILLIS);
  const discovery = new Discovery(new ApiClient(access, ANSWER_MILLIS), SCHEDULER_SIGNS);
  const { decision, server } = settings;
  const installation = {
    namespace,
    mode: server.mode,
    releaseNamespace: server.releaseNamespace ?? PROGRAM,
    webhookConfiguration: server.registration.webhookConfiguration,
  };
  const collection = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
  const parts = {
    settings: decision,
    mode: server.mode,
    installation,
    project,
    tryPod: async (pod: object): Promise<DryRunAnswer> => possible(await dryRuns.create(collection, pod), namespace),
    lookForSchedulers: () => lookForSchedulers(discovery, decision.schedulerName),
  };
  return async (isLast, passedMillis) => {
    try {
      return await verifyOnce(parts);
    } catch (error) {
      if (error instanceof Impossible) {
        if (isLast || passedMillis > error.patienceMillis) {
          throw new ClusterError(error.message);
        }
        return undefined;
      }
      if (!(error instanceof ApiError)) {
        throw error;
      }
      if (isLast || error.problem === 'unauthorized' || error.problem === 'credentials') {
        throw new ClusterError(`cluster ${dryRuns.server}: ${sentence(error)}`, { cause: error });
      }
      return undefined;
    }
  };
}

async function lookForSchedulers(discovery: Discovery, schedulerName: string): Promise<SchedulerJudgement> {
  const served = await discovery.look(new AbortController().signal);
  return judgeSchedulers(schedulersIn(served), schedulerName);
}

/** No answer about the webhook can be had this way; it may be soon. */
class Impossible extends Error {
  readonly patienceMillis: number;

  constructor(message: string, patienceMillis: number) {
    super(message);
    this.patienceMillis = patienceMillis;
  }
}

/** Refusals that come before any webhook, and say nothing about one. */
function possible(answer: DryRunAnswer, namespace: string): DryRunAnswer {
  if (answer.kind === 'refused') {
    // RBAC's words, in every version; admission refuses with the same code.
    if (answer.code === 403 && answer.message.includes('cannot create resource "pods"')) {
      const rule = ruleOf({ verb: 'create', group: '', resource: 'pods' });
      throw new Impossible(
        `permission is missing to create pods in namespace ${namespace}: add the rule ${rule} to a Role there (${oneLine(answer.message)})`,
        ROLE_MILLIS,
      );
    }
    if (answer.code === 404) {
      throw new Impossible(
        `namespace ${namespace} does not exist: create one for this check, with the label runai-injection=enabled, and name it with --namespace`,
        Number.POSITIVE_INFINITY,
      );
    }
  }
  return answer;
}

function sentence({ problem, message }: ApiError): string {
  switch (problem) {
    case 'credentials':
      return `there are no credentials that can be used (${oneLine(message)}); mount the service account's token, or choose another --context`;
    case 'forbidden':
      return `permission is missing to see which kinds there are: add the rule ${ruleOf({ verb: 'get', group: '', resource: '/apis' })} to a ClusterRole, or bind system:discovery`;
    default:
      return reasonUnusable(problem, message);
  }
}
