import { FLAVOURS } from './flavours.ts';

/*
 * Whether a cluster has the scheduler that pods are sent to. A name that nobody answers to is no error to Kubernetes: each
 * pod waits for ever. Pure, so that whoever sees which kinds a cluster has can ask: server, `verify`, the chart's notes.
 */

export type Flavour = keyof typeof FLAVOURS;

/** A kind that a product registers. */
export interface SchedulerSign {
  readonly group: string;
  readonly kind: string;
}

/**
 * Kinds that tell the products apart. Not the groups: both keep queues in `scheduling.run.ai`, and `run.ai` also holds Karta,
 * which KAI uses. Run:ai has had RunaiConfig since 2021.
 */
export const SIGNS: Readonly<Record<Flavour, readonly SchedulerSign[]>> = {
  runai: [
    { group: 'run.ai', kind: 'RunaiConfig' },
    { group: 'engine.run.ai', kind: 'Config' },
  ],
  kai: [
    { group: 'kai.scheduler', kind: 'SchedulingShard' },
    { group: 'kai.scheduler', kind: 'Config' },
  ],
};

/** Queues without a sign of Run:ai are those of a KAI that is older than its own group. */
export const QUEUE: SchedulerSign = { group: 'scheduling.run.ai', kind: 'Queue' };

/** All kinds that have to be looked for. */
export const SCHEDULER_SIGNS: readonly SchedulerSign[] = [...SIGNS.runai, ...SIGNS.kai, QUEUE];

/** Which schedulers a cluster has. */
export type SchedulersFound = Readonly<Record<Flavour, boolean>>;

export function findSchedulers(isServed: (sign: SchedulerSign) => boolean): SchedulersFound {
  const runai = SIGNS.runai.some(isServed);
  return { runai, kai: SIGNS.kai.some(isServed) || (!runai && isServed(QUEUE)) };
}

/** The scheduler is there; only the other one is; both are; none is; or the name is one of the administrator's own. */
export const SCHEDULER_FITS = ['fits', 'other', 'both', 'none', 'own-name'] as const;

export type SchedulerFit = (typeof SCHEDULER_FITS)[number];

export interface SchedulerJudgement {
  readonly fit: SchedulerFit;
  /** Whether somebody should look: pods wait for ever, or may. */
  readonly severity: 'fine' | 'doubtful' | 'wrong';
  readonly sentence: string;
}

const PRODUCTS: Readonly<Record<Flavour, string>> = { runai: 'Run:ai', kai: 'KAI' };

const OTHER: Readonly<Record<Flavour, Flavour>> = { runai: 'kai', kai: 'runai' };

/** The name decides, not the flavour: whoever sets a name of his own means it. */
export function judgeSchedulers(found: SchedulersFound, schedulerName: string): SchedulerJudgement {
  const flavour = flavourOf(schedulerName);
  if (flavour === undefined) {
    return {
      fit: 'own-name',
      severity: 'fine',
      sentence: `the cluster has ${namesOf(found)}; ${schedulerName} is a name of your own, which is not judged`,
    };
  }
  const product = PRODUCTS[flavour];
  const other = OTHER[flavour];
  if (found[flavour] && found[other]) {
    return both(flavour, schedulerName);
  }
  if (found[flavour]) {
    return {
      fit: 'fits',
      severity: 'fine',
      sentence: `the cluster has ${product}, and pods are sent to ${schedulerName}`,
    };
  }
  return found[other]
    ? {
        fit: 'other',
        severity: 'wrong',
        sentence: `the cluster has ${PRODUCTS[other]} and not ${product}, so pods that are sent to ${schedulerName} wait for ever; set flavour: ${other}, or install ${product}`,
      }
    : {
        fit: 'none',
        severity: 'doubtful',
        sentence: `the cluster has neither Run:ai nor KAI, so pods that are sent to ${schedulerName} wait until ${product} is installed`,
      };
}

/** Run:ai 3.0 is built on KAI and registers KAI's kinds too, while its scheduler keeps its name. */
const both = (flavour: Flavour, schedulerName: string): SchedulerJudgement =>
  flavour === 'runai'
    ? {
        fit: 'both',
        severity: 'fine',
        sentence: `the cluster has Run:ai, and KAI's kinds, which Run:ai 3.0 brings along; pods are sent to ${schedulerName}`,
      }
    : {
        fit: 'both',
        severity: 'doubtful',
        sentence: `the cluster has KAI's kinds, but also Run:ai, which brings them along since 3.0; unless KAI was installed by itself, set flavour: runai, since nobody answers to ${schedulerName}`,
      };

const flavourOf = (schedulerName: string): Flavour | undefined =>
  FLAVOUR_NAMES.find((flavour) => FLAVOURS[flavour].schedulerName === schedulerName);

const FLAVOUR_NAMES: readonly Flavour[] = ['runai', 'kai'];

function namesOf(found: SchedulersFound): string {
  const names = FLAVOUR_NAMES.filter((flavour) => found[flavour]).map((flavour) => PRODUCTS[flavour]);
  return names.join(' and ') || 'neither Run:ai nor KAI';
}
