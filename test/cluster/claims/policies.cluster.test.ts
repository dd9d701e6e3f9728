import { expect, it } from 'vitest';
import type { Manifest } from '../api.ts';
import { ApiError, create } from '../api.ts';
import type { Cluster } from '../control-plane.ts';
import { describeOnCluster } from '../suite.ts';
import { waitFor } from '../wait.ts';
import { installPolicy } from './admission-policy.ts';

/** Installs a policy on the ConfigMaps of a namespace of its own, and returns what it says when it refuses one. */
async function refusalBy(cluster: Cluster, name: string, spec: object): Promise<string> {
  const binding = { validationActions: ['Deny'] };
  await installPolicy(cluster, { kind: 'ValidatingAdmissionPolicy', name, resource: 'configmaps', spec, binding });
  const probe: Manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { generateName: 'probe-', namespace: name },
  };
  return waitFor(`policy ${name} to refuse a ConfigMap`, () =>
    create(cluster.kubeConfig, probe, '?dryRun=All').then(
      () => undefined,
      (error: unknown) => (error instanceof ApiError ? error.message : undefined),
    ),
  );
}

describeOnCluster('the API server, with a ValidatingAdmissionPolicy,', {}, (cluster) => {
  it('has no namespaceObject in match conditions, but one in validations', async () => {
    const said = await refusalBy(cluster(), 'namespace-object', {
      matchConditions: [{ name: 'none-here', expression: 'namespaceObject == null' }],
      validations: [
        { expression: 'namespaceObject == null', messageExpression: '"in " + namespaceObject.metadata.name' },
      ],
    });
    expect(said).toContain('in namespace-object');
  });

  it.each<[string, string]>([
    ['has a line break', '"two\\nlines"'],
    ['cannot be evaluated', '"" + object.data.missing'],
  ])('says the fixed message when the one by expression %s', async (title, messageExpression) => {
    const said = await refusalBy(cluster(), title.replaceAll(' ', '-'), {
      validations: [{ expression: 'false', messageExpression, message: 'the fixed one' }],
    });
    expect(said).toContain('denied request: the fixed one');
  });

  it.each<[string, string | undefined, number]>([
    ['answers 403 where a validation’s reason is Forbidden', 'Forbidden', 403],
    ['answers 422 where a validation has no reason', undefined, 422],
  ])('%s, and names policy and binding', async (_, reason, code) => {
    const name = `code-${code}`;
    await refusalBy(cluster(), name, {
      validations: [{ expression: 'false', message: 'because', ...(reason !== undefined && { reason }) }],
    });
    const probe: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe', namespace: name } };
    await expect(create(cluster().kubeConfig, probe)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(
        `ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: because`,
      ),
    });
  });

  it('refuses what it cannot judge under failurePolicy Fail, and says the expression’s error', async () => {
    const said = await refusalBy(cluster(), 'cannot-judge', {
      failurePolicy: 'Fail',
      validations: [{ expression: 'object.data.missing == "x"' }],
    });
    expect(said).toContain('no such key');
  });
});
