import { describe, expect, it } from 'vitest';
import { readPod } from '../../src/admission/pod-schema.ts';

const pod = (spec: object = {}, metadata: object = {}) => ({
  metadata,
  spec: { containers: [{ name: 'main' }], ...spec },
});

describe('a pod is read', () => {
  it.each<[string, unknown]>([
    ['with the least that it needs', pod()],
    [
      'with null wherever a map or list may be absent',
      pod(
        {
          initContainers: null,
          schedulerName: null,
          nodeName: null,
          containers: [{ name: 'a', env: null, resources: null, command: null, args: null }],
        },
        { labels: null, annotations: null, ownerReferences: null, name: null },
      ),
    ],
    ['with null in resources', pod({ containers: [{ name: 'a', resources: { limits: null, requests: null } }] })],
    [
      'with numbers for quantities, as people write them',
      pod({ containers: [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': 1 } } }] }),
    ],
    [
      'with variables that come from elsewhere',
      pod({
        containers: [
          { name: 'a', env: [{ name: 'X', valueFrom: { fieldRef: {} } }, { name: 'Y', value: null }, { name: 'Z' }] },
        ],
      }),
    ],
    ['with fields that no library knows', { ...pod({ future: [1] }, { future: null }), future: {} }],
    ['with whatever stands in fields that are not read', pod({ volumes: 'nonsense', tolerations: 7 })],
    [
      'with keys such as __proto__',
      JSON.parse(
        '{"metadata":{"labels":{"__proto__":"x"},"annotations":{"constructor":"y"}},"spec":{"containers":[{"name":"a"}]}}',
      ),
    ],
  ])('%s', (_, raw) => {
    expect(readPod(raw)).toEqual({ ok: true, pod: raw });
  });

  it('as the very object that came', () => {
    const raw = pod();
    const reading = readPod(raw);
    expect(reading.ok && reading.pod).toBe(raw);
  });

  it.each<[string, unknown, string]>([
    ['is nothing', undefined, '(top level)'],
    ['is null', null, '(top level)'],
    ['has no metadata', { spec: pod().spec }, 'metadata'],
    ['has no spec', { metadata: {} }, 'spec'],
    ['has no containers', { metadata: {}, spec: {} }, 'spec.containers'],
    ['has an empty list of containers', pod({ containers: [] }), 'spec.containers'],
    ['has a container without a name', pod({ containers: [{}] }), 'spec.containers[0].name'],
    ['has a container named by a number', pod({ containers: [{ name: 'a' }, { name: 7 }] }), 'spec.containers[1].name'],
    ['has a container of null', pod({ containers: [null] }), 'spec.containers[0]'],
    ['has a label that is a number', pod({}, { labels: { a: 1 } }), 'metadata.labels.a'],
    ['has an annotation of null', pod({}, { annotations: { a: null } }), 'metadata.annotations.a'],
    [
      'has an annotation __proto__ that is null',
      pod({}, { annotations: JSON.parse('{"__proto__":null}') }),
      'metadata.annotations.__proto__',
    ],
    [
      'has a label __proto__ that is a map',
      pod({}, { labels: JSON.parse('{"a":"b","__proto__":{}}') }),
      'metadata.labels.__proto__',
    ],
    [
      'has a limit __proto__ that is a list',
      pod({ containers: [{ name: 'a', resources: { limits: JSON.parse('{"__proto__":[]}') } }] }),
      'spec.containers[0].resources.limits.__proto__',
    ],
    ['has labels in a list', pod({}, { labels: ['a'] }), 'metadata.labels'],
    ['has a scheduler that is a number', pod({ schedulerName: 1 }), 'spec.schedulerName'],
    ['has env that is a map', pod({ containers: [{ name: 'a', env: { X: 'y' } }] }), 'spec.containers[0].env'],
    ['has a variable of null', pod({ containers: [{ name: 'a', env: [null] }] }), 'spec.containers[0].env[0]'],
    [
      'has a variable without a name',
      pod({ containers: [{ name: 'a', env: [{ value: 'y' }] }] }),
      'spec.containers[0].env[0].name',
    ],
    [
      'has a variable whose value is a number',
      pod({ initContainers: [{ name: 'a', env: [{ name: 'X', value: 1 }] }] }),
      'spec.initContainers[0].env[0].value',
    ],
    [
      'has a limit of true',
      pod({ containers: [{ name: 'a', resources: { limits: { cpu: true } } }] }),
      'spec.containers[0].resources.limits.cpu',
    ],
    [
      'has a command in one text',
      pod({ containers: [{ name: 'a', command: 'sleep 1' }] }),
      'spec.containers[0].command',
    ],
    [
      'has an owner without a kind',
      pod({}, { ownerReferences: [{ apiVersion: 'v1', name: 'x' }] }),
      'metadata.ownerReferences[0].kind',
    ],
  ])('only in part where it %s, and the problem names the field', (_, raw, field) => {
    const reading = readPod(raw);
    expect(reading).toMatchObject({ ok: false });
    expect(reading.ok ? '' : reading.problem).toMatch(new RegExp(`^${field.replaceAll(/[.[\]()]/g, '\\$&')}: .+`));
  });

  it.each([
    [{}, 'object'],
    [true, 'boolean'],
  ])('with all types that a limit of %s may have', (limit, received) => {
    const reading = readPod(pod({ containers: [{ name: 'a', resources: { limits: { cpu: limit } } }] }));
    expect(reading.ok ? '' : reading.problem).toBe(
      `spec.containers[0].resources.limits.cpu: expected string or number or null, received ${received}`,
    );
  });
});
