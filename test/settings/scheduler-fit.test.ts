import { describe, expect, it } from 'vitest';
import {
  findSchedulers,
  judgeSchedulers,
  type SchedulerFit,
  type SchedulerJudgement,
} from '../../src/settings/scheduler-fit.ts';

const found = (...kinds: string[]) => findSchedulers(({ group, kind }) => kinds.includes(`${group}/${kind}`));

describe('the schedulers of a cluster', () => {
  it.each<[string, string[], { runai: boolean; kai: boolean }]>([
    ['nothing', [], { runai: false, kai: false }],
    ['KAI 0.17', ['kai.scheduler/Config', 'kai.scheduler/SchedulingShard', 'scheduling.run.ai/Queue'], onlyKai()],
    ['KAI with Karta, which is in the group run.ai', ['run.ai/Karta', 'kai.scheduler/Config'], onlyKai()],
    ['a KAI that has no group of its own yet', ['scheduling.run.ai/Queue'], onlyKai()],
    [
      'Run:ai 2',
      ['run.ai/RunaiConfig', 'engine.run.ai/Config', 'scheduling.run.ai/Queue'],
      { runai: true, kai: false },
    ],
    [
      'Run:ai 3, which is built on KAI',
      ['run.ai/RunaiConfig', 'kai.scheduler/Config', 'scheduling.run.ai/Queue'],
      { runai: true, kai: true },
    ],
    ['Karta alone', ['run.ai/Karta'], { runai: false, kai: false }],
  ])('are known by their kinds: %s', (_, kinds, expected) => {
    expect(found(...kinds)).toEqual(expected);
  });

  function onlyKai() {
    return { runai: false, kai: true };
  }
});

describe('the judgement', () => {
  const runai = { runai: true, kai: false };
  const kai = { runai: false, kai: true };
  const both = { runai: true, kai: true };
  const none = { runai: false, kai: false };

  it.each<[string, typeof both, SchedulerFit, SchedulerJudgement['severity'], RegExp]>([
    ['runai-scheduler', runai, 'fits', 'fine', /has Run:ai, and pods are sent to runai-scheduler/],
    ['kai-scheduler', kai, 'fits', 'fine', /has KAI, and pods are sent to kai-scheduler/],
    [
      'runai-scheduler',
      kai,
      'other',
      'wrong',
      /has KAI and not Run:ai.* wait for ever; set flavour: kai, or install Run:ai/,
    ],
    ['kai-scheduler', runai, 'other', 'wrong', /has Run:ai and not KAI.* wait for ever; set flavour: runai/],
    ['runai-scheduler', both, 'both', 'fine', /which Run:ai 3.0 brings along/],
    ['kai-scheduler', both, 'both', 'doubtful', /unless KAI was installed by itself, set flavour: runai/],
    ['runai-scheduler', none, 'none', 'doubtful', /neither Run:ai nor KAI.* until Run:ai is installed/],
    ['kai-scheduler', none, 'none', 'doubtful', /until KAI is installed/],
    ['mine', kai, 'own-name', 'fine', /the cluster has KAI; mine is a name of your own/],
    ['mine', both, 'own-name', 'fine', /has Run:ai and KAI;/],
    ['mine', none, 'own-name', 'fine', /has neither Run:ai nor KAI;/],
  ])('of %s where there is %j is: %s, %s', (name, schedulers, fit, severity, sentence) => {
    expect(judgeSchedulers(schedulers, name)).toEqual({ fit, severity, sentence: expect.stringMatching(sentence) });
  });
});
