import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { settings } from '../support/world.ts';

const known = () => new SurroundingsStore(settings());

describe('the owner of a gang', () => {
  const gpus = { spec: { containers: [{ name: 'a', resources: { limits: { 'nvidia.com/gpu': 1 } } }] } };
  const nothing = { spec: { containers: [{ name: 'a' }] } };
  const owner = (apiVersion: string, kind: string, spec: unknown, labels: object = { project: 'team-a' }) => ({
    apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'alice', labels },
    spec,
  });

  it.each<[string, string, string, unknown]>([
    [
      'ray.io/v1',
      'RayCluster',
      'ray.io',
      { headGroupSpec: { template: nothing }, workerGroupSpecs: [{ template: nothing }, { template: gpus }] },
    ],
    ['ray.io/v1alpha1', 'RayCluster', 'ray.io', { headGroupSpec: { template: gpus } }],
    [
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      'jobset.x-k8s.io',
      { replicatedJobs: [{ name: 'node', template: { spec: { template: gpus } } }] },
    ],
    [
      'kubeflow.org/v1',
      'PyTorchJob',
      'kubeflow.org',
      { pytorchReplicaSpecs: { Master: { template: nothing }, Worker: { template: gpus } } },
    ],
    ['kubeflow.org/v1', 'TFJob', 'kubeflow.org', { tfReplicaSpecs: { Worker: { template: gpus } } }],
    [
      'kubeflow.org/v2beta1',
      'MPIJob',
      'kubeflow.org',
      { mpiReplicaSpecs: { Launcher: { template: nothing }, Worker: { template: gpus } } },
    ],
    ['kubeflow.org/v1', 'XGBoostJob', 'kubeflow.org', { xgbReplicaSpecs: { Master: { template: gpus } } }],
    ['kubeflow.org/v1', 'PaddleJob', 'kubeflow.org', { paddleReplicaSpecs: { Worker: { template: gpus } } }],
    [
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      'leaderworkerset.x-k8s.io',
      { leaderWorkerTemplate: { leaderTemplate: nothing, workerTemplate: gpus } },
    ],
    ['kubeflow.org/v1', 'JAXJob', 'kubeflow.org', { jaxReplicaSpecs: { Worker: { template: gpus } } }],
  ])('%s %s is known by its templates', (apiVersion, kind, group, spec) => {
    const surroundings = known();
    expect(surroundings.upsert(owner(apiVersion, kind, spec))).toBe(true);
    expect(surroundings.gangOwner('alice', { group, kind, name: 'x' })).toMatchObject({
      labels: {
        project: {
          value: 'team-a',
          source: { kind: 'gang-owner', owner: `${kind} x`, part: 'label', name: 'project' },
        },
      },
      hasGpu: true,
    });
  });

  it('is known to pods that tell its name but not its kind', () => {
    const surroundings = known();
    surroundings.upsert(owner('kubeflow.org/v1', 'PyTorchJob', {}));
    expect(surroundings.gangOwner('alice', { group: 'kubeflow.org', kind: '', name: 'x' })).toMatchObject({
      hasGpu: false,
    });
  });

  it.each([
    ['another namespace', 'bob', { group: 'ray.io', kind: 'RayCluster', name: 'x' }],
    ['another group', 'alice', { group: 'example.org', kind: 'RayCluster', name: 'x' }],
    ['another kind', 'alice', { group: 'ray.io', kind: 'RayJob', name: 'x' }],
    ['another name', 'alice', { group: 'ray.io', kind: 'RayCluster', name: 'y' }],
  ])('is not known under %s', (_, namespace, key) => {
    const surroundings = known();
    surroundings.upsert(owner('ray.io/v1', 'RayCluster', {}));
    expect(surroundings.gangOwner(namespace, key)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['groups of null', { headGroupSpec: null, workerGroupSpecs: null }],
    ['no groups', { workerGroupSpecs: [] }],
    [
      'templates that leave everything out',
      { headGroupSpec: { template: {} }, workerGroupSpecs: [{ template: { metadata: null, spec: null } }] },
    ],
  ])('may have a spec of %s', (_, spec) => {
    const surroundings = known();
    surroundings.upsert(owner('ray.io/v1', 'RayCluster', spec, {}));
    expect(surroundings.gangOwner('alice', { group: 'ray.io', kind: 'RayCluster', name: 'x' })).toMatchObject({
      project: undefined,
      asks: false,
      hasGpu: false,
    });
  });

  it.each<[string, string, unknown]>([
    ['ray.io/v1', 'RayCluster', { workerGroupSpecs: 'two' }],
    ['ray.io/v1', 'RayCluster', { headGroupSpec: { template: { spec: { containers: [{}] } } } }],
    ['jobset.x-k8s.io/v1alpha2', 'JobSet', { replicatedJobs: [{ template: {} }] }],
    ['kubeflow.org/v1', 'TFJob', { tfReplicaSpecs: { Worker: 'many' } }],
    ['kubeflow.org/v1', 'TFJob', 'nonsense'],
  ])('cannot be read where it does not have its shape: %s %s %j', (apiVersion, kind, spec) => {
    expect(() => known().upsert(owner(apiVersion, kind, spec))).toThrow(ZodError);
  });
});
