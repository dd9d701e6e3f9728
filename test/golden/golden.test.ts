import jsonPatch from 'fast-json-patch';
import { describe, expect, it } from 'vitest';
import { judgePod, refusalIn } from '../../src/admission/verdict.ts';
import { WORKLOAD_NAMES } from '../../src/decision/workloads/workload.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { type Admission, admissionOf } from '../support/admission.ts';
import { withoutOwned } from '../support/owned-paths.ts';
import { settings } from '../support/world.ts';
import { type GoldenCase, goldenFiles, readGolden } from './golden-case.ts';

/*
 * Pods as their controllers make them. Each file holds what is expected, the pod as it stands at admission, and what is
 * known beside it, so that a reader sees all of a case in one place.
 */

function admitted(golden: GoldenCase, pod = golden.pod): Admission {
  const chosen = settings(golden.settings);
  const known = new SurroundingsStore(chosen);
  for (const object of golden.known) {
    known.upsert(object);
  }
  return admissionOf(pod, judgePod(pod, golden.namespace, known, chosen), chosen);
}

describe.each(goldenFiles())('%s', (file) => {
  const golden = readGolden(file);
  const { expected } = golden;
  const chosen = settings(golden.settings);
  const seen = admitted(golden);

  it(golden.about, () => {
    const labels = seen.pod.metadata.labels ?? {};
    expect({
      outcome: seen.outcome,
      reason: seen.reason,
      workload: seen.workload,
      container: seen.container,
      scheduler: seen.schedulerName,
      project: seen.project,
      queue: expected.queue && labels[chosen.queueLabelKey],
      labels: Object.fromEntries(Object.keys(expected.labels).map((key) => [key, labels[key]])),
      annotations: seen.annotations,
      gpu: seen.gpu,
      containers: expected.containers && seen.pod.spec.containers.map(({ name }) => name),
      warnings: seen.warnings,
      code: seen.code,
      message: seen.message.includes(expected.message) ? expected.message : seen.message,
    }).toEqual({ code: undefined, queue: undefined, containers: undefined, ...expected });
  });

  it('is changed only where this program may, and says why', () => {
    expect(withoutOwned(seen.pod, chosen)).toBe(withoutOwned(golden.pod, chosen));
    expect(seen.decision !== undefined).toBe(expected.outcome === 'mutated');
  });

  it('gets a patch that a lenient library applies as the API server does', () => {
    const lenient = jsonPatch.applyPatch(structuredClone(golden.pod), structuredClone([...seen.verdict.patch]), true);
    expect(lenient.newDocument).toEqual(seen.pod);
  });

  it('is not changed, and not refused, when it is looked at a second time', () => {
    const again = admitted(golden, seen.pod);
    expect(again.verdict.patch).toEqual([]);
    expect(refusalIn(again.verdict) === undefined).toBe(expected.outcome !== 'denied');
  });
});

describe('the golden files', () => {
  it('show every workload that is told apart', () => {
    const shown = new Set(goldenFiles().map((file) => readGolden(file).expected.workload));
    expect(WORKLOAD_NAMES.filter((name) => !shown.has(name))).toEqual([]);
  });
});
