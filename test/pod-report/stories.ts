import { failed, read } from '../../src/cluster-reading/reading.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import type { ClusterEvent, PodStatus, PodStory, StoredPod } from '../../src/pod-report/story.ts';
import { admit } from '../support/admission.ts';
import { type PodParts, pod } from '../support/pods.ts';
import { settings, surroundings, type World } from '../support/world.ts';

export const NOW = Date.parse('2026-11-26T12:00:00Z');

/** A time so many seconds before the report. */
export const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

export interface StoryParts extends Partial<Omit<PodStory, 'pod' | 'settings' | 'surroundings'>> {
  /** The pod as it asked. */
  readonly pod?: PodParts;
  readonly world?: World;
  /** Whether the webhook saw it; it did, if nothing else is said. */
  readonly isPatched?: boolean;
  readonly status?: PodStatus;
  readonly nodeName?: string;
  readonly ageSeconds?: number;
  readonly more?: Partial<StoredPod['metadata']>;
  readonly gates?: readonly string[];
}

const ASKING: PodParts = { env: { RUNAI_PROJECT: 'team-a', RUNAI_GPU_FRACTION: '0.5' } };

/** What is read of a cluster where all is well but what is given. */
export function story(parts: StoryParts = {}): PodStory {
  const { pod: asked = ASKING, world = {}, isPatched = true, status, nodeName, ageSeconds = 60, more, gates } = parts;
  const {
    pod: _1,
    world: _2,
    isPatched: _3,
    status: _4,
    nodeName: _5,
    ageSeconds: _6,
    more: _7,
    gates: _8,
    ...others
  } = parts;
  const kai: World = { ...world, settings: { flavour: 'kai', ...world.settings } };
  const chosen = settings(kai.settings);
  const known = surroundings(kai, chosen);
  const plain: PodJson = isPatched ? admit(asked, kai).pod : pod(asked);
  const { metadata, spec } = plain;
  const facts = known.namespace(metadata.namespace ?? '');
  return {
    pod: {
      metadata: { ...metadata, uid: 'u-1', creationTimestamp: ago(ageSeconds), ...more },
      spec: {
        ...spec,
        ...(nodeName !== undefined && { nodeName }),
        ...(gates !== undefined && { schedulingGates: gates.map((name) => ({ name })) }),
      },
      status: { phase: 'Pending', ...status },
    },
    owners: [],
    namespace: facts === undefined ? failed('you may not read it') : read({ ...facts, labelTimes: new Map() }),
    surroundings: known,
    settings: chosen,
    mode: 'enforce',
    registration: read({
      name: 'gpu-fraction-webhook',
      createdAt: Date.parse(ago(86_400)),
      failurePolicy: 'Ignore',
      hasCaBundle: true,
    }),
    scheduler: { fit: 'fits', severity: 'fine', sentence: 'it is there' },
    events: [],
    podGroup: undefined,
    podGroupEvents: [],
    queue: undefined,
    parentQueue: undefined,
    bindRequest: undefined,
    siblings: undefined,
    now: NOW,
    ...others,
  };
}

export const event = (reason: string, message: string): ClusterEvent => ({
  type: 'Warning',
  reason,
  message,
  count: 1,
});

/** A PodGroup of a queue that is well, about which the scheduler has said nothing. */
export const grouped = {
  podGroup: read({ name: 'pg', queue: 'team-a', minMember: 1, explanations: [] }),
  queue: read({ name: 'team-a', parent: 'department', children: [] }),
  parentQueue: read({ name: 'department', parent: undefined, children: ['team-a'] }),
} as const satisfies Partial<PodStory>;
