import { describe, expect, it } from 'vitest';
import { type Diagnosis, renderDiagnosis } from '../../src/doctor/render.ts';
import { examine, namespace, RELEASE, type World } from './facts.ts';

const diagnosis: Diagnosis = {
  cluster: 'https://example.com:6443',
  kubernetes: 'v1.35.4',
  release: RELEASE,
  settingsFrom: 'ConfigMap gpu-system/gpu-fraction-webhook',
  mode: 'enforce',
  notes: ['there are 2 Deployments'],
  results: [
    { check: 'endpoints', about: 'somebody answers', state: 'ok', notes: [], findings: [] },
    { check: 'watches', about: 'all is known', state: 'not-checked', notes: ['needs the permission X'], findings: [] },
    {
      check: 'gpu-sharing',
      about: 'GPUs are shared',
      state: 'not-applicable',
      notes: ['KAI is not installed'],
      findings: [],
    },
    {
      check: 'waiting-pods',
      about: 'nobody waits',
      state: 'found',
      notes: [],
      findings: [
        {
          severity: 'warning',
          object: '2 pods',
          problem: 'wait: \u001b[31mred\nline',
          why: 'because',
          command: 'kubectl get pods',
        },
      ],
    },
  ],
};

describe('a diagnosis', () => {
  it('is printed check by check, and nothing in it steers a terminal', () => {
    expect(renderDiagnosis(diagnosis, 'text')).toBe(`cluster  https://example.com:6443, Kubernetes v1.35.4
release  gpu in namespace gpu-system, mode enforce, settings from ConfigMap gpu-system/gpu-fraction-webhook
note     there are 2 Deployments
ok       endpoints: somebody answers
unknown  watches: all is known
         note   needs the permission X
none     gpu-sharing: GPUs are shared
         note   KAI is not installed
warning  waiting-pods: 2 pods wait:  [31mred line
         why    because
         do     kubectl get pods
4 checks: 0 errors, 1 warning, 0 for information; 1 could not be made
`);
  });

  it('tells of many objects with the same problem the first five, and names the others', () => {
    const of = (check: string, world: World) => examine(world).filter((result) => result.check === check);
    const many = (count: number, labels: (index: number) => Record<string, string>) =>
      Array.from({ length: count }, (_, index) => namespace(`team-${index}`, labels(index)));
    const print = (results: Diagnosis['results']) => renderDiagnosis({ ...diagnosis, notes: [], results }, 'text');

    const without = of('namespace-project', { namespaces: many(300, () => ({})) });
    // Each of a project of its own.
    const queueless = of('namespace-queue', { namespaces: many(6, (index) => ({ 'kai/project': `gone${index}` })) });
    const five = of('namespace-project', { namespaces: many(5, () => ({})) });

    expect(print(without).split('\n').slice(2)).toHaveLength(5 * 3 + 3);
    expect(print(without)).toContain(
      '\nwarning  namespace-project: and 295 more: Namespace team-5, Namespace team-6, Namespace team-7, Namespace team-8, Namespace team-9, Namespace team-10, Namespace team-11, Namespace team-12, Namespace team-13, Namespace team-14, ...; doctor -o json lists them\n1 checks: 0 errors, 300 warnings,',
    );
    expect(print(queueless)).toContain(
      '\nerror    namespace-queue: and 1 more: Namespace team-5; doctor -o json lists them\n',
    );
    expect(print(five)).not.toContain('more:');
    const { findings } = JSON.parse(renderDiagnosis({ ...diagnosis, results: without }, 'json'));
    expect(findings).toHaveLength(300);
    expect(Object.keys(findings[0])).toEqual(['check', 'severity', 'object', 'problem', 'why', 'command']);
  });

  it('has, as JSON, the shape of the page', () => {
    expect(JSON.parse(renderDiagnosis(diagnosis, 'json'))).toEqual({
      cluster: 'https://example.com:6443',
      kubernetes: 'v1.35.4',
      release: { namespace: 'gpu-system', name: 'gpu' },
      settings: 'ConfigMap gpu-system/gpu-fraction-webhook',
      mode: 'enforce',
      notes: ['there are 2 Deployments'],
      findings: [
        {
          check: 'waiting-pods',
          severity: 'warning',
          object: '2 pods',
          problem: 'wait: \u001b[31mred\nline',
          why: 'because',
          command: 'kubectl get pods',
        },
      ],
      checks: [
        { check: 'endpoints', state: 'ok', notes: [], findings: 0 },
        { check: 'watches', state: 'not-checked', notes: ['needs the permission X'], findings: 0 },
        { check: 'gpu-sharing', state: 'not-applicable', notes: ['KAI is not installed'], findings: 0 },
        { check: 'waiting-pods', state: 'found', notes: [], findings: 1 },
      ],
    });
    const bare = renderDiagnosis({ ...diagnosis, release: undefined, kubernetes: undefined, results: [] }, 'json');
    expect(JSON.parse(bare)).toMatchObject({ release: null, kubernetes: null, findings: [], checks: [] });
  });
});
