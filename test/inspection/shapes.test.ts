import { describe, expect, it } from 'vitest';
import { storedNamespace } from '../../src/inspection/namespaces.ts';
import { eventSchema, namespaceSchema, podGroupSchema, registrationSchema } from '../../src/inspection/shapes.ts';

describe('the labels of a namespace', () => {
  const managed = (time: string, ...labels: readonly string[]) => ({
    time,
    fieldsV1: { 'f:metadata': { 'f:labels': Object.fromEntries(labels.map((label) => [`f:${label}`, {}])) } },
  });

  it('are as old as their managers say, the youngest of them', () => {
    const namespace = storedNamespace(
      namespaceSchema.parse({
        metadata: {
          name: 'alice',
          labels: { 'runai-injection': 'enabled', team: 'a', old: 'x' },
          managedFields: [
            managed('2026-11-26T10:00:00Z', 'runai-injection', 'team'),
            managed('2026-11-26T11:00:00Z', 'team'),
            { time: '2026-11-26T12:00:00Z', fieldsV1: { 'f:metadata': null } },
            { fieldsV1: { 'f:metadata': { 'f:labels': { 'f:old': {} } } } },
          ],
        },
      }),
    );
    expect(Object.fromEntries(namespace.labelTimes)).toEqual({
      'runai-injection': Date.parse('2026-11-26T10:00:00Z'),
      team: Date.parse('2026-11-26T11:00:00Z'),
    });
  });
});

describe('an event', () => {
  const about = {
    metadata: { creationTimestamp: '2026-11-26T10:00:00Z' },
    involvedObject: { kind: 'Pod', name: 'lab-0' },
  };

  it.each<[string, object, string, number]>([
    ['its last time, of the old API', { lastTimestamp: '2026-11-26T11:00:00Z', count: 3 }, '2026-11-26T11:00:00Z', 3],
    ['its time, of the new API', { eventTime: '2026-11-26T11:30:00.5Z' }, '2026-11-26T11:30:00.5Z', 1],
    [
      'its series’ last time',
      { eventTime: '2026-11-26T11:30:00Z', series: { count: 7, lastObservedTime: '2026-11-26T12:00:00Z' } },
      '2026-11-26T12:00:00Z',
      7,
    ],
    ['its creation, where nothing else is told', { lastTimestamp: null }, '2026-11-26T10:00:00Z', 1],
  ])('is dated by %s', (_, more, time, count) => {
    const { at, event } = eventSchema.parse({ ...about, ...more });
    expect({ at, count: event.count }).toEqual({ at: Date.parse(time), count });
  });
});

describe('a PodGroup', () => {
  const group = (spec: object, conditions: readonly object[] = []) =>
    podGroupSchema.parse({ metadata: { name: 'pg' }, spec, status: { schedulingConditions: conditions } });

  it('needs as many members as its subgroups do together, where it names no number itself', () => {
    expect(group({ minMember: 2 }).minMember).toBe(2);
    expect(group({ subGroups: [{ minMember: 1 }, { minMember: 3 }, {}] }).minMember).toBe(4);
    expect(group({}).minMember).toBeUndefined();
  });

  it('explains itself by one reason in KAI before 0.13, and not by what holds no more', () => {
    expect(
      group({}, [
        { status: 'True', reason: 'Unschedulable', message: 'said' },
        { status: 'False', reason: 'Unschedulable', message: 'over' },
      ]).explanations,
    ).toEqual([{ reason: 'Unschedulable', message: 'said', queue: undefined }]);
  });
});

it('a registration trusts somebody only where each of its webhooks does', () => {
  const read = (...bundles: readonly (string | null)[]) =>
    registrationSchema.parse({
      metadata: { name: 'w' },
      webhooks: bundles.map((caBundle) => ({ failurePolicy: 'Ignore', clientConfig: { caBundle } })),
    });
  expect(read('a', 'b')).toMatchObject({ hasCaBundle: true, failurePolicy: 'Ignore', createdAt: undefined });
  expect(read('a', null)).toMatchObject({ hasCaBundle: false });
});
