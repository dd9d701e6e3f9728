import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AdmissionPolicy } from '../../src/registration/admission-policy.ts';
import { celString } from '../../src/registration/cel.ts';
import { type QuotaPolicySettings, quotaPolicy } from '../../src/registration/quota-policy.ts';
import { loadSettings } from '../../src/settings/load.ts';

const SETTINGS: QuotaPolicySettings = {
  namespaceProjectLabel: 'kai/project',
  nodePoolLabel: 'kai.scheduler/node-pool',
  queueLabelKey: 'kai.scheduler/queue',
  projectLabel: 'project',
  allowedQueues: ['default-queue'],
  projectGuard: 'deny',
  mode: 'enforce',
  excludedNamespaces: new Set(['kube-system', 'kubeflow']),
  namespacePrefixes: [],
};

function rendered(choices: Partial<QuotaPolicySettings> = {}): AdmissionPolicy {
  const made = quotaPolicy({ ...SETTINGS, ...choices });
  if (made === undefined) {
    throw new Error('no policy was made');
  }
  return made;
}

const selector = (choices: Partial<QuotaPolicySettings>) =>
  rendered(choices).policy.spec?.matchConstraints?.namespaceSelector;
const validation = (choices: Partial<QuotaPolicySettings> = {}) => rendered(choices).policy.spec?.validations?.[0];

describe('the program’s own settings', () => {
  it('are what the policy is made of, for the flavour kai', () => {
    const { decision, server } = loadSettings(undefined, { flavour: 'kai', releaseNamespace: 'gpu-system' });
    expect(quotaPolicy({ ...decision, mode: server.mode })).toEqual(
      quotaPolicy({ ...SETTINGS, excludedNamespaces: decision.excludedNamespaces }),
    );
    expect(decision.excludedNamespaces).toContain('gpu-system');
  });
});

describe('the quota policy', () => {
  it('is one policy and its binding, under one name', () => {
    const { policy, binding } = rendered();
    expect(policy).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'gpu-fraction-webhook-quota' },
    });
    expect(binding).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'gpu-fraction-webhook-quota' },
      spec: { policyName: 'gpu-fraction-webhook-quota' },
    });
  });

  it('judges PodGroups of all versions when they are created or updated, and not their status', () => {
    expect(rendered().policy.spec).toMatchObject({
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['scheduling.run.ai'],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['podgroups'],
          },
        ],
      },
    });
  });

  // In match conditions the API server leaves namespaceObject null, and every PodGroup would be refused.
  it('asks for the namespace in no match condition', () => {
    const conditions = rendered({ namespacePrefixes: ['kubeflow-'] }).policy.spec?.matchConditions ?? [];
    expect(conditions).toHaveLength(1);
    for (const { expression } of conditions) {
      expect(expression).not.toContain('namespaceObject');
      expect(expression).not.toContain('variables');
    }
  });

  it('refuses with 403 and the word that the webhook uses', () => {
    expect(validation()).toMatchObject({ reason: 'Forbidden', message: expect.stringMatching(/^foreign-queue: /) });
    expect(validation()?.messageExpression).toMatch(/^"foreign-queue: /);
  });
});

describe('what the policy does', () => {
  it.each([
    ['refuses', { projectGuard: 'deny' }, ['Deny']],
    [
      'warns, also in the audit log, since only the podgrouper sees a warning',
      { projectGuard: 'warn' },
      ['Warn', 'Audit'],
    ],
    ['only writes the audit log in audit mode', { projectGuard: 'deny', mode: 'audit' }, ['Audit']],
    [
      'only writes the audit log in audit mode, also where it would warn',
      { projectGuard: 'warn', mode: 'audit' },
      ['Audit'],
    ],
  ] as const)('%s', (_, choices, actions) => {
    expect(rendered(choices).binding.spec?.validationActions).toEqual(actions);
  });

  it.each(['enforce', 'audit'] as const)('is nothing where the guard is off: mode %s', (mode) => {
    expect(quotaPolicy({ ...SETTINGS, projectGuard: 'off', mode })).toBeUndefined();
  });
});

describe('the namespaces of the policy', () => {
  it('are those that opted in, less the excluded ones and the release’s own', () => {
    expect(selector({ releaseNamespace: 'gpu-fraction-webhook' })).toEqual({
      matchExpressions: [
        { key: 'runai-injection', operator: 'In', values: ['enabled'] },
        {
          key: 'kubernetes.io/metadata.name',
          operator: 'NotIn',
          values: ['gpu-fraction-webhook', 'kube-system', 'kubeflow'],
        },
      ],
    });
  });

  it('are with prefixes those that did not opt out, and the rule judges label and name', () => {
    expect(selector({ namespacePrefixes: ['kubeflow-'] })?.matchExpressions?.[0]).toEqual({
      key: 'runai-injection',
      operator: 'NotIn',
      values: ['disabled'],
    });
    expect(validation({ namespacePrefixes: ['kubeflow-'] })?.expression).toMatch(/^!variables\.inScope \|\| /);
  });

  // The API server refuses a selector whose values no label can have, or that has none.
  it.each([
    ['an excluded name that no namespace can have', ['Kube_System', 'a'.repeat(64), 'kubeflow'], ['kubeflow']],
    ['a name twice', ['kubeflow', 'gpu-fraction-webhook'], ['gpu-fraction-webhook', 'kubeflow']],
  ])('leave out %s', (_, excludedNamespaces, values) => {
    const releaseNamespace = values.length > 1 ? 'gpu-fraction-webhook' : undefined;
    expect(selector({ excludedNamespaces, releaseNamespace })?.matchExpressions?.[1]?.values).toEqual(values);
  });

  it('have no exclusion where none is left', () => {
    expect(selector({ excludedNamespaces: [] })?.matchExpressions).toHaveLength(1);
  });
});

describe('the settings in the policy’s expressions', () => {
  const NAMES = ['namespaceProjectLabel', 'nodePoolLabel', 'queueLabelKey', 'projectLabel'] as const;
  const settingNames = ['namespacePrefixes', ...NAMES, 'allowedQueues'];

  const variables = (choices: Partial<QuotaPolicySettings> = {}) => rendered(choices).policy.spec?.variables ?? [];
  const variable = (name: string, choices: Partial<QuotaPolicySettings>) =>
    variables(choices).find((one) => one.name === name)?.expression;

  it('are variables that stand before all others', () => {
    expect(
      variables()
        .slice(0, settingNames.length)
        .map(({ name }) => name),
    ).toEqual(settingNames);
  });

  it('are the only ones that differ, so that a chart can fill in literals and keep the rest', () => {
    const other = rendered({
      namespacePrefixes: ['team-'],
      allowedQueues: ['a'],
      ...Object.fromEntries(NAMES.map((name) => [name, `${name}-x`])),
    }).policy.spec;
    const { matchConditions, validations } = rendered().policy.spec ?? {};
    expect(other).toMatchObject({ matchConditions, validations });
    expect(other?.variables?.slice(settingNames.length)).toEqual(variables().slice(settingNames.length));
  });

  it('are each its own text as a literal', () => {
    fc.assert(
      fc.property(fc.constantFrom(...NAMES), fc.string({ unit: 'binary' }), (name, text) => {
        expect(variable(name, { [name]: text })).toBe(celString(text));
      }),
    );
  });

  it('are the allowed queues once each, in an order that does not depend on how they were written', () => {
    const literal = '["default-queue","shared"]';
    expect(variable('allowedQueues', { allowedQueues: ['shared', 'default-queue', 'shared'] })).toBe(literal);
    expect(variable('allowedQueues', { allowedQueues: new Set(['default-queue', 'shared']) })).toBe(literal);
  });

  it('are the prefixes in the order in which they were written', () => {
    expect(variable('namespacePrefixes', { namespacePrefixes: ['kubeflow-', 'a'] })).toBe('["kubeflow-","a"]');
  });
});
