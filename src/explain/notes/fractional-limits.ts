import * as z from 'zod';
import { apiGroupOf, ownValue } from '../../decision/pod/pod.ts';
import { parseThousandths } from '../../decision/values/quantity.ts';
import { NVIDIA_GPU } from '../../decision/vocabulary.ts';
import { podSpecSchema } from '../../manifests/schemas.ts';
import { type Controlled, titleOf } from '../controllers/controlled.ts';

/** Kinds whose pod templates the API server checks as it checks pods, before there is any pod. */
const CHECKED_GROUPS = new Set(['batch', 'apps']);

const withTemplate = z.looseObject({ template: z.looseObject({ spec: podSpecSchema }) });
const specs = z.union([withTemplate, z.looseObject({ jobTemplate: z.looseObject({ spec: withTemplate }) })]);

/** What to say about a Job, Deployment or the like whose GPU limit is no whole number, as Run:ai's pages once taught it. */
export function fractionalLimits(owner: Controlled): readonly string[] {
  if (!CHECKED_GROUPS.has(apiGroupOf(owner.apiVersion))) {
    return [];
  }
  const reading = specs.safeParse(owner.spec);
  if (!reading.success) {
    return [];
  }
  const holder = reading.data;
  const { spec } = (isCron(holder) ? holder.jobTemplate.spec : holder).template;
  return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ name, resources }) => {
    const limit = ownValue(resources?.limits ?? {}, NVIDIA_GPU);
    return limit === undefined || limit === null || isWhole(limit)
      ? []
      : [
          `the API server refuses ${titleOf(owner)} before there is any pod: ${NVIDIA_GPU} is ${limit} in the limits of container ${name}, and has to be a whole number; ask for a share with the annotation gpu-fraction on its pod template`,
        ];
  });
}

type Specs = z.output<typeof specs>;

const isCron = (holder: Specs): holder is Extract<Specs, { jobTemplate: unknown }> => !('template' in holder);

/** `1`, `"2"`, `1000m`, as the API server looks at it; what is no quantity at all is another mistake. */
const isWhole = (limit: string | number): boolean => (parseThousandths(String(limit).trim()) ?? 0n) % 1000n === 0n;
