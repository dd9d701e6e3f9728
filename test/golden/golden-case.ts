import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { OUTCOMES } from '../../src/admission/outcome.ts';
import { readPod } from '../../src/admission/pod-schema.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { ALL_REASONS } from '../../src/decision/reasons.ts';
import { WORKLOAD_NAMES } from '../../src/decision/workloads/workload.ts';
import { settingsFields } from '../../src/settings/schema.ts';

const strings = z.record(z.string(), z.string());

const expectation = z.strictObject({
  outcome: z.enum(OUTCOMES),
  reason: z.enum(ALL_REASONS),
  workload: z.enum(WORKLOAD_NAMES),
  /** The work container; only of a pod that is routed. */
  container: z.string().optional(),
  /** `spec.schedulerName` afterwards. */
  scheduler: z.string(),
  /** The project label afterwards; not given where there is none. */
  project: z.string().optional(),
  /** The queue label afterwards, where a case is about it. */
  queue: z.string().optional(),
  /** Other labels that have to be there afterwards. */
  labels: strings.default({}),
  /** All GPU annotations afterwards. */
  annotations: strings.default({}),
  /** `nvidia.com/gpu` afterwards, in limits and requests alike, by container; all containers that have any. */
  gpu: strings.default({}),
  /** Order of the regular containers afterwards, where a case is about it. */
  containers: z.array(z.string()).optional(),
  /** The reason words of the warnings, in their order. */
  warnings: z.array(z.enum(ALL_REASONS)).default([]),
  /** Of a refusal: its HTTP status, and words that its message has to hold. */
  code: z.int().optional(),
  message: z.string().default(''),
});

const head = z.strictObject({
  about: z.string(),
  settings: settingsFields.partial().optional(),
  expect: expectation,
});

export interface GoldenCase {
  readonly about: string;
  readonly settings: z.input<typeof settingsFields>;
  readonly expected: z.output<typeof expectation>;
  readonly pod: PodJson;
  readonly namespace: string;
  /** Namespaces, PodDefaults and owners of gangs that are known. */
  readonly known: readonly object[];
}

const FOLDER = import.meta.dirname;

export const goldenFiles = (): readonly string[] => readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

/** Reads a file: first what is expected, then the pod as it stands at admission, then what is known beside it. */
export function readGolden(file: string): GoldenCase {
  const documents = parseAllDocuments(readFileSync(`${FOLDER}/${file}`, 'utf8'));
  const [first, pod, ...known] = [...documents].map((document): unknown => {
    if (document.errors.length > 0) {
      throw new Error(`${file}: ${document.errors[0]?.message}`);
    }
    return document.toJS();
  });
  const raw = z.looseObject({ settings: z.looseObject({}).optional() }).parse(first);
  const { about, expect } = head.parse(first);
  const reading = readPod(pod);
  if (!reading.ok) {
    throw new Error(`${file}: ${reading.problem}`);
  }
  return {
    about,
    // As written: parsed ones would have every default filled in, the flavour's too.
    settings: (raw.settings ?? {}) as GoldenCase['settings'],
    expected: expect,
    pod: reading.pod,
    namespace: reading.pod.metadata.namespace ?? 'default',
    known: known.map((object) => z.looseObject({ kind: z.string() }).parse(object)),
  };
}
