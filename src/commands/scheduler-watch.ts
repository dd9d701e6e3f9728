import type { Served } from '../cluster/discovery.ts';
import { schedulersIn } from '../cluster-reading/kinds.ts';
import { judgeSchedulers, type SchedulerJudgement, type SchedulersFound } from '../settings/scheduler-fit.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

const LEVELS = { fine: 'info', doubtful: 'warn', wrong: 'error' } as const satisfies Record<
  SchedulerJudgement['severity'],
  string
>;

/** Says whether the cluster has the scheduler that pods are sent to, again only when that changes. Decides nothing. */
export class SchedulerWatch {
  readonly #schedulerName: string;
  readonly #telemetry: Telemetry;
  #told: SchedulersFound | undefined;
  #before: SchedulersFound | undefined;

  constructor(schedulerName: string, telemetry: Telemetry) {
    this.#schedulerName = schedulerName;
    this.#telemetry = telemetry;
  }

  /** @param served what the API server serves of `SCHEDULER_SIGNS` */
  looked(served: Served): void {
    const found = schedulersIn(served);
    // A change must be seen twice: an API server that has just started may answer before it has read its CRDs.
    const isSure = this.#told === undefined || isSame(found, this.#before);
    this.#before = found;
    if (isSure && !isSame(found, this.#told)) {
      this.#told = found;
      this.#tell(found);
    }
  }

  #tell(found: SchedulersFound): void {
    const { fit, severity, sentence } = judgeSchedulers(found, this.#schedulerName);
    const { log, metrics } = this.#telemetry;
    metrics.schedulerFits(fit);
    log[LEVELS[severity]]({ fit, schedulerName: this.#schedulerName, ...found }, `scheduler: ${sentence}`);
  }
}

const isSame = (one: SchedulersFound, other: SchedulersFound | undefined): boolean =>
  one.runai === other?.runai && one.kai === other.kai;
