import { describe, expect, it } from 'vitest';
import { container, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const spark = (role: string | undefined, ...names: readonly string[]): PodParts => ({
  labels: role === undefined ? { 'sparkoperator.k8s.io/launched-by-spark-operator': 'true' } : { 'spark-role': role },
  containers: names.map((name) => container(name)),
});

describe('a pod of Spark', () => {
  it.each<[string, PodParts, string]>([
    [
      'an executor',
      spark('executor', 'istio-proxy', 'spark-kubernetes-executor'),
      'work: spark-executor on spark-kubernetes-executor',
    ],
    [
      'an executor of an older version',
      spark('executor', 'istio-proxy', 'executor'),
      'work: spark-executor on executor',
    ],
    ['an executor of a template', spark('executor', 'istio-proxy', 'mine'), 'work: spark-executor on mine'],
    [
      'a driver',
      spark('driver', 'istio-proxy', 'spark-kubernetes-driver'),
      'companion: spark-driver on spark-kubernetes-driver',
    ],
    ['a driver of a template', spark('driver', 'istio-proxy', 'mine'), 'companion: spark-driver on mine'],
    [
      'a Connect server',
      spark('connect-server', 'spark-kubernetes-driver'),
      'companion: spark-driver on spark-kubernetes-driver',
    ],
    [
      'one that only the operator tells',
      spark(undefined, 'spark-kubernetes-driver'),
      'companion: spark-driver on spark-kubernetes-driver',
    ],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
