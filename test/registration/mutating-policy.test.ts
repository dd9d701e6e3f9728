import { describe, expect, it } from 'vitest';
import {
  type MutatingPolicy,
  type MutatingPolicySettings,
  mutatingPolicy,
} from '../../src/registration/mutating-policy.ts';
import { LEFT_ALONE_BY_POLICY } from '../../src/registration/mutating-rule.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';

function rendered(input: SettingsInput = {}, mode: MutatingPolicySettings['mode'] = 'enforce'): MutatingPolicy {
  const made = mutatingPolicy({ ...loadSettings(undefined, input).decision, mode });
  if (made === undefined) {
    throw new Error('no policy was made');
  }
  return made;
}

const variablesOf = ({ policy }: MutatingPolicy) => policy.spec?.variables ?? [];

describe('the mutating policy', () => {
  it('changes the creation of pods alone, where the webhook is called, and blocks none that it cannot judge', () => {
    const { policy, binding } = rendered({ releaseNamespace: 'gpu-system', excludedNamespaces: ['kubeflow'] });
    expect(policy).toMatchObject({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingAdmissionPolicy',
      metadata: { name: 'gpu-fraction-webhook' },
      spec: {
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'IfNeeded',
        matchConstraints: {
          namespaceSelector: {
            matchExpressions: [
              { key: 'runai-injection', operator: 'In', values: ['enabled'] },
              { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['gpu-system', 'kubeflow'] },
            ],
          },
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: 'Namespaced' },
          ],
        },
      },
    });
    expect(binding).toMatchObject({
      kind: 'MutatingAdmissionPolicyBinding',
      spec: { policyName: 'gpu-fraction-webhook' },
    });
  });

  // Under `Ignore` a mutation that fails is left out alone, and the others would stay.
  it('has one mutation, so that no pod is half done', () => {
    expect(rendered().policy.spec?.mutations).toEqual([
      { patchType: 'JSONPatch', jsonPatch: { expression: expect.stringContaining('variables.isChanged') } },
    ]);
  });

  it('is not there in audit mode, where no pod is changed', () => {
    expect(mutatingPolicy({ ...loadSettings(undefined).decision, mode: 'audit' })).toBeUndefined();
  });

  it('has its settings in the first variables, and nowhere else', () => {
    const [one, other] = [
      rendered(),
      rendered({
        flavour: 'kai',
        queueLabel: true,
        namespacePrefixes: ['team-'],
        maxWholeGpus: 2,
        containerTarget: 'reorder',
      }),
    ];
    expect(
      Object.fromEntries(
        variablesOf(other)
          .slice(0, 12)
          .map(({ name, expression }) => [name, expression]),
      ),
    ).toEqual({
      namespacePrefixes: '["team-"]',
      schedulerName: '"kai-scheduler"',
      projectLabel: '"project"',
      queueLabelKey: '"kai.scheduler/queue"',
      nodePoolLabel: '"kai.scheduler/node-pool"',
      namespaceProjectLabel: '"kai/project"',
      route: '"gpu-workloads"',
      projectGuard: '"deny"',
      queueLabel: 'true',
      queuePerNodePool: 'true',
      containerTarget: '"reorder"',
      maxWholeGpus: '2',
    });
    expect(variablesOf(other).slice(12)).toEqual(variablesOf(one).slice(12));
    expect(other.policy.spec?.mutations).toEqual(one.policy.spec?.mutations);
  });

  it('has expressions of printable ASCII, in which each variable is known before it is used, and each is used', () => {
    const known = new Set<string>();
    const used = new Set<string>();
    const use = (expression: string): void => {
      expect(expression).toMatch(/^[ -~]+$/);
      for (const [, name = ''] of expression.matchAll(/variables\.(\w+)/g)) {
        expect(known).toContain(name);
        used.add(name);
      }
    };
    const policy = rendered({ namespacePrefixes: ['kubeflow-'] });
    for (const { name, expression } of variablesOf(policy)) {
      expect(known).not.toContain(name);
      use(expression);
      known.add(name);
    }
    for (const { jsonPatch } of policy.policy.spec?.mutations ?? []) {
      use(jsonPatch?.expression ?? '');
    }
    expect([...known].filter((name) => !used.has(name))).toEqual([]);
  });

  it('says in words whom it leaves alone', () => {
    expect(new Set(LEFT_ALONE_BY_POLICY).size).toBe(LEFT_ALONE_BY_POLICY.length);
    expect(LEFT_ALONE_BY_POLICY.length).toBeGreaterThan(10);
  });
});
