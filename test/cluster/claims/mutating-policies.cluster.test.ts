import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { create } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { judge } from '../judgement.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installPolicy } from './admission-policy.ts';
import { pod, register } from './fake.ts';

type Annotations = Readonly<Record<string, string>>;

/** A mutation that sets the pod's annotations: the expression's value has to be a map of strings. */
function annotate(expression: string): object {
  return {
    patchType: 'JSONPatch',
    jsonPatch: { expression: `[JSONPatch{op: "add", path: "/metadata/annotations", value: ${expression}}]` },
  };
}

/** Installs a policy on the pods of a namespace of its own, which is asked once unless it says otherwise. */
const install = (cluster: Cluster, name: string, spec: object, labels: Record<string, string> = {}): Promise<void> =>
  installPolicy(cluster, {
    kind: 'MutatingAdmissionPolicy',
    name,
    resource: 'pods',
    spec: { reinvocationPolicy: 'Never', ...spec },
    labels,
  });

function annotated(namespace: string, annotations: Annotations): Manifest {
  const bare = pod(namespace);
  return { ...bare, metadata: { ...bare.metadata, annotations } };
}

/** Creates pods until the policy, of which the API server learns by watches, has changed one; returns its annotations. */
async function annotationsBy(cluster: Cluster, probe: Manifest): Promise<Annotations> {
  return waitFor('the policy to change a pod', async (saw) => {
    const { metadata } = await create(cluster.kubeConfig, probe, '?dryRun=All');
    saw(metadata.annotations);
    return JSON.stringify(metadata.annotations) === JSON.stringify(probe.metadata.annotations)
      ? undefined
      : metadata.annotations;
  });
}

/** Sets an annotation to what another says; without the other it cannot be evaluated. */
const copiesAsked = annotate('{"got": object.metadata.annotations["asked"]}');

describeOnCluster('the API server, with a MutatingAdmissionPolicy,', { kubernetes: 'newest' }, (cluster) => {
  it('has no namespaceObject in match conditions, but one in variables and mutations', async () => {
    await install(
      cluster(),
      'of-team-a',
      {
        matchConditions: [{ name: 'none-here', expression: 'namespaceObject == null' }],
        variables: [{ name: 'project', expression: 'namespaceObject.metadata.labels["kai/project"]' }],
        mutations: [annotate('{"project": variables.project, "namespace": namespaceObject.metadata.name}')],
      },
      { 'kai/project': 'team-a' },
    );
    expect(await annotationsBy(cluster(), pod('of-team-a'))).toEqual({ project: 'team-a', namespace: 'of-team-a' });
  });

  it('changes the pod before any webhook is asked', async () => {
    await install(cluster(), 'first', {
      mutations: [
        {
          patchType: 'ApplyConfiguration',
          applyConfiguration: { expression: 'Object{spec: Object.spec{schedulerName: "kai-scheduler"}}' },
        },
      ],
    });
    const { reviews } = await register(cluster(), {
      name: 'of-kai',
      namespace: 'first',
      matchConditions: [{ name: 'scheduler', expression: "object.spec.schedulerName == 'kai-scheduler'" }],
    });

    await create(cluster().kubeConfig, pod('first'));

    expect(reviews).toHaveLength(1);
    expect(reviews[0]?.request.object['spec']).toMatchObject({ schedulerName: 'kai-scheduler' });
  });

  it.each([
    ['IfNeeded', 'asks it again when a webhook has changed the pod', '2'],
    ['Never', 'does not ask it again', '1'],
  ] as const)('under reinvocationPolicy %s %s', async (reinvocationPolicy, _title, round) => {
    const namespace = `again-${reinvocationPolicy.toLowerCase()}`;
    await register(cluster(), {
      name: namespace,
      namespace,
      answer: () => ({ patch: [{ op: 'add', path: '/metadata/labels', value: { changed: 'yes' } }] }),
    });
    await install(cluster(), namespace, {
      reinvocationPolicy,
      mutations: [annotate('{"round": has(object.metadata.labels) ? "2" : "1"}')],
    });
    expect(await annotationsBy(cluster(), pod(namespace))).toEqual({ round });
  });

  it('leaves a pod as it is under failurePolicy Ignore when its only mutation cannot be evaluated', async () => {
    await install(cluster(), 'ignored', { failurePolicy: 'Ignore', mutations: [copiesAsked] });
    expect(await annotationsBy(cluster(), annotated('ignored', { asked: 'half' }))).toEqual({ got: 'half' });

    const { metadata } = await create(cluster().kubeConfig, annotated('ignored', { other: 'yes' }));
    expect(metadata.annotations).toEqual({ other: 'yes' });
  });

  it('keeps under failurePolicy Ignore what mutations before and after the one that failed have done', async () => {
    const label = (key: string): object => ({
      patchType: 'ApplyConfiguration',
      applyConfiguration: { expression: `Object{metadata: Object.metadata{labels: {"${key}": "yes"}}}` },
    });
    await install(cluster(), 'half-done', {
      failurePolicy: 'Ignore',
      mutations: [label('before'), copiesAsked, label('after')],
    });
    await annotationsBy(cluster(), annotated('half-done', { asked: 'half' }));

    const { metadata } = await create(cluster().kubeConfig, annotated('half-done', { other: 'yes' }));
    expect(metadata.annotations).toEqual({ other: 'yes' });
    expect(metadata.labels).toEqual({ before: 'yes', after: 'yes' });
  });

  it('refuses the pod under failurePolicy Fail when a mutation cannot be evaluated, and says the error', async () => {
    await install(cluster(), 'failing', { failurePolicy: 'Fail', mutations: [copiesAsked] });
    await annotationsBy(cluster(), annotated('failing', { asked: 'half' }));

    const { refused } = await judge(cluster(), annotated('failing', { other: 'yes' }));
    expect(refused?.message).toMatch(/policy 'failing' with binding 'failing' denied request: .*no such key: asked$/);
  });
});
