import { describe, expect, it } from 'vitest';
import { problemOfName } from '../../src/registration/configuration-order.ts';
import { CONFIGURATION_NAME } from '../../src/registration/webhook-configuration.ts';

describe('the name of the webhook configuration', () => {
  it.each([CONFIGURATION_NAME, 'cache-webhook-kubeflow-2', 'd', 'gpu', 'istio-sidecar-injecto'])(
    'is right between PodDefaults and the cache on one side, Istio and KAI on the other: %s',
    (name) => {
      expect(problemOfName(name)).toBeUndefined();
    },
  );

  it.each([
    ['a-gpu-fraction', 'before "admission-webhook-mutating-webhook-configuration"', /PodDefaults/],
    ['admission-webhook-x', 'before "cache-webhook-kubeflow"', /needs no GPU/],
    // Plain order of bytes: capitals, which no name may have, come first.
    ['GPU', 'before "admission-webhook-mutating-webhook-configuration"', /PodDefaults/],
    ['istio-sidecar-injector-2', 'after "istio-sidecar-injector"', /Istio's injector/],
    ['kai-webhook', 'after "kai-pod-mutation"', /KAI's admission is called only for/],
    ['katib.kubeflow.org-2', 'after "kai-pod-mutation"', /KAI's admission is called only for/],
    ['runai-fractions', 'after "mutating-kai-admission"', /KAI's admission is called only for/],
  ])('is told to be wrong, and why: %s', (name, where, reason) => {
    const problem = problemOfName(name);
    expect(problem).toContain(
      `"${name}" sorts ${where} and has to sort ${where.startsWith('b') ? 'after' : 'before'} it`,
    );
    expect(problem).toMatch(reason);
    expect(problem).toMatch(/choose a name between "cache-webhook-kubeflow" and "istio-sidecar-injector", such as/);
  });

  it.each([
    'admission-webhook-mutating-webhook-configuration',
    'cache-webhook-kubeflow',
    'istio-sidecar-injector',
    'kai-pod-mutation',
    'mutating-kai-admission',
  ])('cannot be that of another program: %s', (name) => {
    expect(problemOfName(name)).toContain(`cannot be called "${name}"`);
  });

  it('has to sort before Katib’s, which is after KAI’s', () => {
    expect(problemOfName('katib.kubeflow.org')).toContain('sorts after "kai-pod-mutation"');
  });
});
