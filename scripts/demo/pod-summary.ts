import * as z from 'zod';
import { NOTHING } from './samples.ts';

const quantities = z.record(z.string(), z.union([z.string(), z.number()]));

const pod = z.looseObject({
  metadata: z.looseObject({
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.looseObject({
    schedulerName: z.string().optional(),
    containers: z.array(z.looseObject({ resources: z.looseObject({ limits: quantities.optional() }).optional() })),
  }),
});

/** What the schedulers read of a pod, in the words of the table. */
export interface PodSummary {
  readonly scheduler: string;
  readonly project: string;
  readonly gpu: string;
}

export function summarize(object: unknown): PodSummary {
  const { metadata, spec } = pod.parse(object);
  return {
    scheduler: spec.schedulerName ?? 'default-scheduler',
    project: metadata.labels?.['project'] ?? NOTHING,
    gpu: gpuOf(metadata.annotations ?? {}, spec.containers),
  };
}

function gpuOf(
  annotations: Readonly<Record<string, string>>,
  containers: z.output<typeof pod>['spec']['containers'],
): string {
  const share = annotations['gpu-fraction'];
  if (share !== undefined) {
    const container = annotations['gpu-fraction-container-name'];
    return container === undefined ? `${share} in the first container` : `${share} in container ${container}`;
  }
  const whole = containers.reduce((sum, { resources }) => sum + Number(resources?.limits?.['nvidia.com/gpu'] ?? 0), 0);
  return whole === 0 ? NOTHING : `${whole} GPU${whole === 1 ? '' : 's'}`;
}
