import { readFileSync } from 'node:fs';
import type { V1PolicyRule } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { HELMS, type Rendered, type Rendering, render } from './helm.ts';

interface Role extends Rendered {
  readonly rules: readonly V1PolicyRule[];
}

/** The blocks with roles on a page, in their order; each is what one way of using the program needs. */
const rolesOf = (page: string): readonly (readonly Role[])[] =>
  [...readFileSync(`docs/${page}`, 'utf8').matchAll(/^```yaml\n(apiVersion: rbac[\s\S]*?)^```/gm)].map(
    ([, yaml = '']) => parseAllDocuments(yaml).map((document) => document.toJS() as Role),
  );

const [watches = []] = rolesOf('watches.md');
const [self = [], certManager = [], existingSecret = []] = rolesOf('certificates.md');
const [verify = []] = rolesOf('verify.md');

/** Rules as texts, so that order does not count; for the whole cluster, and for one namespace. */
function granted(roles: readonly Role[]): object {
  const rules = (kind: string) =>
    roles
      .filter((role) => role.kind === kind)
      .flatMap((role) => role.rules)
      .map((rule) => JSON.stringify(rule, Object.keys(rule).sort()))
      .sort();
  return { everywhere: rules('ClusterRole'), inNamespace: rules('Role') };
}

const isOfTest = ({ metadata }: Rendered): boolean => metadata.annotations?.['helm.sh/hook'] === 'test';

const rolesIn = (rendering: Rendering): readonly Role[] => [
  ...rendering.all<Role>('ClusterRole'),
  ...rendering.all<Role>('Role'),
];

describe.each(HELMS)('permissions in the chart, by %s', (helm) => {
  it.each([
    { title: 'certificates of its own', certificates: {}, pages: [...watches, ...self] },
    { title: 'cert-manager', certificates: { source: 'certManager' }, pages: [...watches, ...certManager] },
    {
      title: 'an existing Secret',
      certificates: { source: 'existingSecret', existingSecret: { name: 'mine' } },
      pages: [...watches, ...existingSecret],
    },
    {
      title: 'an existing Secret, whose owner writes caBundle',
      certificates: { source: 'existingSecret', existingSecret: { name: 'mine', caBundle: 'check' } },
      pages: [...watches, ...certManager],
    },
  ])('are those of the pages, with $title', async ({ certificates, pages }) => {
    const roles = rolesIn(await render({ certificates }, { helm })).filter((role) => !isOfTest(role));
    expect(roles.length).toBeGreaterThan(0);
    expect(granted(roles)).toEqual(granted(pages));
  });

  it('of `helm test` are those of its page, in a namespace of its own', async () => {
    const rendering = await render({}, { helm });
    const roles = rolesIn(rendering).filter(isOfTest);
    expect(granted(roles)).toEqual(granted(verify));
    expect(roles.map(({ metadata }) => metadata.namespace)).toEqual(['gpu-fraction-webhook-verify']);
  });

  it('name what they are about, but for the one that cannot', async () => {
    const wide = rolesIn(await render({}, { helm }))
      .filter((role) => !isOfTest(role))
      .flatMap(({ rules }) => rules)
      .filter(
        ({ verbs, resourceNames }) => resourceNames === undefined && verbs.some((verb) => !/^(list|watch)$/.test(verb)),
      );
    expect(wide).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }]);
  });

  it('are bound to the one service account that the pods have', async () => {
    const rendering = await render({}, { helm, namespace: 'gpu-system' });
    for (const binding of [...rendering.all('ClusterRoleBinding'), ...rendering.all('RoleBinding')].filter(
      (one) => !isOfTest(one),
    )) {
      expect(binding['subjects']).toEqual([
        { kind: 'ServiceAccount', name: 'gpu-fraction-webhook', namespace: 'gpu-system' },
      ]);
    }
  });
});
