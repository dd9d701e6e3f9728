import type { PodJson, StringMap } from '../../src/decision/pod/pod.ts';
import { container, owner, pod } from './pods.ts';
import { PROFILE, podDefault, rayCluster, template, type World } from './world.ts';

/** Places at which somebody can say something about one pod. */
export interface Said {
  readonly annotations?: StringMap;
  readonly labels?: StringMap;
  readonly workEnv?: StringMap;
  readonly otherEnv?: StringMap;
  /** Of a PodDefault that is still to be applied. */
  readonly pendingAnnotations?: StringMap;
  readonly pendingLabels?: StringMap;
  readonly pendingEnv?: StringMap;
  readonly ownerLabels?: StringMap;
  readonly ownerAnnotations?: StringMap;
  readonly templateAnnotations?: StringMap;
  readonly namespace?: StringMap;
}

/** A Ray worker, since only a member of a gang has all the places, and what is known beside it. */
export function said(...all: readonly Said[]): { readonly pod: PodJson; readonly world: World } {
  const at = (place: keyof Said): StringMap => Object.assign({}, ...all.map((one) => one[place]));
  const any = (...places: readonly (keyof Said)[]): boolean => all.some((one) => places.some((place) => one[place]));
  return {
    pod: pod({
      labels: { 'ray.io/node-type': 'worker', ...at('labels') },
      annotations: at('annotations'),
      owner: owner('ray.io/v1', 'RayCluster', 'cluster'),
      containers: [
        container('worker', { env: { KUBERAY_GEN_RAY_START_CMD: 'ray start', ...at('workEnv') } }),
        container('logs', { env: at('otherEnv') }),
      ],
    }),
    world: {
      namespace: { ...PROFILE, ...at('namespace') },
      // Which source wins is asked here, not whose quota is spent.
      settings: { projectGuard: 'off' },
      objects: [
        ...(any('pendingAnnotations', 'pendingLabels', 'pendingEnv')
          ? [
              podDefault('later', {
                annotations: at('pendingAnnotations'),
                labels: at('pendingLabels'),
                env: at('pendingEnv'),
              }),
            ]
          : []),
        ...(any('ownerLabels', 'ownerAnnotations', 'templateAnnotations')
          ? [
              rayCluster(
                template(),
                template({ annotations: at('templateAnnotations'), gpus: 1 }),
                at('ownerLabels'),
                at('ownerAnnotations'),
              ),
            ]
          : []),
      ],
    },
  };
}

/** Every two of a list, the higher one first. */
export const pairs = <T>(list: readonly T[]): readonly (readonly [T, T])[] =>
  list.flatMap((higher, index) => list.slice(index + 1).map((lower) => [higher, lower] as const));
