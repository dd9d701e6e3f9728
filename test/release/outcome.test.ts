import { describe, expect, it } from 'vitest';
import { done, failed, judged, leftOut, linted, missing, reportLine, summary } from '../../scripts/release/outcome.ts';

const reported = [
  { step: 'chart', ...done('packed') },
  { step: 'arm64', ...linted('another machine') },
  { step: 'image', ...leftOut('as WITHOUT says') },
];

describe('the report of a release-check', () => {
  it('ends with one line that names what was not carried out', () => {
    expect(summary(reported, true)).toEqual({
      line: 'release-check: ok: 1 done, 1 only linted (arm64), 1 left out (image)',
      exitCode: 0,
    });
  });

  it('fails with a step that failed', () => {
    expect(summary([...reported, { step: 'krew', ...failed('x') }], false)).toEqual({
      line: 'release-check: FAILED: 1 done, 1 only linted (arm64), 1 left out (image), 1 failed (krew)',
      exitCode: 1,
    });
  });

  it('passes over what this machine lacks, but for CI, which has to prove all', () => {
    const lacking = [...reported, { step: 'workflows', ...missing('no Go') }];
    expect(summary(lacking, false).exitCode).toBe(0);
    expect(summary(lacking, false).line).toContain('1 missing (workflows)');
    expect(summary(lacking, true).exitCode).toBe(1);
  });

  it('has a line for each step, and the further lines of a failure below it', () => {
    expect(reportLine({ step: 'chart', ...failed('one\ntwo') })).toBe(
      'failed    chart         one\n                        two',
    );
  });

  it('judges by what is wrong', () => {
    expect(judged([], 'all')).toEqual(done('all'));
    expect(judged([], 'all', linted)).toEqual(linted('all'));
    expect(judged(['a', 'b'], 'all', linted)).toEqual(failed('a\nb'));
  });
});
