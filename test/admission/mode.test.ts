import { describe, expect, it } from 'vitest';
import { respond } from '../../src/admission/response.ts';
import { ownFault } from '../../src/admission/verdict.ts';
import { admit } from '../support/admission.ts';
import type { PodParts } from '../support/pods.ts';
import { ofProject } from '../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const inMode = (mode: 'enforce' | 'audit', parts: PodParts) => respond('u', admit(parts, OWN).verdict, mode).response;

describe('mode: audit', () => {
  const CASES: readonly [string, PodParts, readonly RegExp[]][] = [
    [
      'a pod that would be patched',
      { annotations: { 'gpu-fraction': '0.333' } },
      [
        /: audit: would patch: asked, project team-a, gpu-fraction 0\.33 for main$/,
        /: audit: would warn: rounded-down: /,
      ],
    ],
    [
      'a value that would be refused',
      { annotations: { 'gpu-fraction': 'x' } },
      [/: audit: would refuse: invalid-fraction: /],
    ],
    [
      'a question of quota, and what was noticed beside it',
      { labels: { RUNAI_PROJECT: 'team-b', runai: 'maybe' } },
      [/: audit: would refuse: foreign-project: /, /: audit: would warn: unknown-runai-value: /],
    ],
    [
      'a pod that would be left alone with a warning',
      { schedulerName: 'volcano', labels: { RUNAI_PROJECT: 'team-a' } },
      [/: audit: would warn: other-scheduler: /],
    ],
    ['a pod that would be left alone', {}, []],
  ];

  it.each(CASES)('only says what would become of %s', (_, parts, warnings) => {
    const { allowed, patch, patchType, status, warnings: said = [] } = inMode('audit', parts);
    expect({ allowed, patch, patchType, status }).toEqual({ allowed: true });
    expect(said).toHaveLength(warnings.length);
    warnings.forEach((sentence, index) => {
      expect(said[index]).toMatch(sentence);
      expect(said[index]?.startsWith('gpu-fraction-webhook: audit: would ')).toBe(true);
      expect(said[index]?.length).toBeLessThanOrEqual(120);
    });
  });

  it.each(CASES)('decides as if it were carried out: %s', (_, parts) => {
    expect(inMode('audit', parts).auditAnnotations).toEqual(inMode('enforce', parts).auditAnnotations);
  });

  it.each<[string, PodParts, object, RegExp]>([
    ['no amount', { labels: { runai: 'true' } }, OWN, /would patch: asked, project team-a$/],
    ['no project', { annotations: { 'gpu-memory': '1' } }, {}, /would patch: asked, gpu-memory 1 for main$/],
    [
      'a cached step',
      {
        labels: { 'pipelines.kubeflow.org/reused_from_cache': 'true' },
        annotations: { 'gpu-fraction': '0.5' },
      },
      OWN,
      /would patch: cache-hit$/,
    ],
  ])('tells what would be written with %s', (_, parts, world, sentence) => {
    expect(respond('u', admit(parts, world).verdict, 'audit').response.warnings?.[0]).toMatch(sentence);
  });

  it('says a fault of ours as ever', () => {
    expect(respond('u', ownFault('internal-error'), 'audit')).toEqual(respond('u', ownFault('internal-error')));
  });
});
