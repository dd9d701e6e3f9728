import { describe, expect, it } from 'vitest';
import { firstNamed, firstNonSidecar } from '../../../src/decision/pod/containers.ts';
import { commandWords, programName } from '../../../src/decision/workloads/workload.ts';
import { container, pod } from '../../support/pods.ts';

const SIDECARS = [
  'wait',
  'supervisor',
  'istio-proxy',
  'linkerd-proxy',
  'queue-proxy',
  'autoscaler',
  'metrics-logger-and-collector',
  'ray-job-submitter',
];

describe('the first container that works', () => {
  it.each(SIDECARS)('comes after %s', (sidecar) => {
    expect(firstNonSidecar(pod({ containers: [container(sidecar), container('a'), container('b')] })).name).toBe('a');
  });

  it('is the first of all where there are only sidecars', () => {
    expect(firstNonSidecar(pod({ containers: SIDECARS.map((name) => container(name)) })).name).toBe('wait');
  });
});

describe('a container by its name', () => {
  const sample = pod({ containers: [container('a'), container('b')] });
  it.each([
    [['a'], 'a'],
    [['x', 'b', 'a'], 'b'],
    [['x'], undefined],
    [[], undefined],
  ])('is the first of %j that the pod has: %s', (names, found) => {
    expect(firstNamed(sample, names)?.name).toBe(found);
  });
});

describe('the words that a container runs', () => {
  it.each([
    [{ command: ['python', 'a.py'], args: ['-x'] }, ['python', 'a.py', '-x']],
    [{ command: ['/var/run/argo/argoexec', 'emissary', '--loglevel', 'info', '--', 'sh', '-c'] }, ['sh', '-c']],
    [{ command: ['argoexec', 'emissary', '--', 'a', '--', 'b'] }, ['a', '--', 'b']],
    [{ command: ['env', '--', 'a'] }, ['env', '--', 'a']],
    [{ command: ['argoexec', 'wait'] }, ['argoexec', 'wait']],
    [{}, []],
  ])('of %j are %j', (parts, words) => {
    expect(commandWords(container('main', parts))).toEqual(words);
  });

  it('are none where there is no container', () => {
    expect(commandWords(undefined)).toEqual([]);
  });

  it('start with a program, whatever its folder', () => {
    expect(['/usr/bin/magnus', 'magnus', './magnus', undefined].map(programName)).toEqual([
      'magnus',
      'magnus',
      'magnus',
      undefined,
    ]);
  });
});
