import { describe, expect, it } from 'vitest';
import { renderWarnings } from '../../src/admission/warnings.ts';
import type { Warning } from '../../src/decision/warning.ts';
import { admit } from '../support/admission.ts';
import { ofProject } from '../support/world.ts';

const unknown = (value: string): Warning => ({ reason: 'unknown-runai-value', value });

describe('warnings', () => {
  it('say whose they are, and a word to search for', () => {
    expect(renderWarnings([unknown('maybe')])).toEqual([
      'gpu-fraction-webhook: unknown-runai-value: label runai "maybe" ignored; write "true" or "false"',
    ]);
  });

  it('are none where there is nothing to say', () => {
    expect(renderWarnings([])).toEqual([]);
  });

  it('are said once', () => {
    expect(renderWarnings([unknown('a'), unknown('a'), unknown('b')])).toHaveLength(2);
  });

  it('are a handful at most, since nobody reads more', () => {
    expect(renderWarnings(Array.from({ length: 30 }, (_, index) => unknown(String(index))))).toHaveLength(8);
  });

  it.each([
    ['long', 'x'.repeat(500)],
    ['very long', 'x'.repeat(1_000_000)],
    ['made of pairs of surrogates', '😀'.repeat(500)],
    ['several lines', `a\nb\r\n${'c\u0000'.repeat(50)}`],
    ['for a terminal', '\u001b[31mred\u001b[0m'],
    ['half a surrogate pair', 'a\ud83d'],
  ])('fit into one printable line of 120 characters where a value is %s', (_, value) => {
    for (const parts of [
      { labels: { runai: value } },
      { schedulerName: value, labels: { runai: 'true' } },
      { labels: { RUNAI_PROJECT: 'a' }, env: { RUNAI_PROJECT: value } },
    ]) {
      const { warningTexts } = admit(parts);
      expect(warningTexts).toHaveLength(1);
      expect(warningTexts[0]).toMatch(/^gpu-fraction-webhook: [a-z-]+: \P{Cc}+$/u);
      expect(warningTexts[0]?.length).toBeLessThanOrEqual(120);
      expect(warningTexts[0]?.isWellFormed()).toBe(true);
    }
  });

  it('keep both ends of a sentence by shortening the values in it', () => {
    const { warningTexts } = admit({ labels: { runai: 'x'.repeat(500) } });
    expect(warningTexts[0]).toMatch(/label runai "x+…" ignored; write "true" or "false"$/);
  });

  it('stand for the refusal, where the administrator prefers warnings', () => {
    const seen = admit(
      { annotations: { 'gpu-fraction': 'abc' } },
      { namespace: ofProject('a'), settings: { onInvalid: 'warn' } },
    );
    expect(seen.warningTexts[0]).toBe(
      'gpu-fraction-webhook: invalid-fraction: annotation gpu-fraction "abc": write 0.5 or 50% for half a GPU, 1 for a whole',
    );
  });

  it('use the whole of their 120 characters before they are cut', () => {
    const settings = { onInvalid: 'warn' } as const;
    const [warning] = admit(
      { annotations: { RUNAI_GPU_FRACTION: 'abc' } },
      { namespace: ofProject('a'), settings },
    ).warningTexts;
    expect(warning).toMatch(/^.{119}…$/);
  });
});
