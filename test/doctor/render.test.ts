import { describe, expect, it } from 'vitest';
import { type Diagnosis, renderDiagnosis } from '../../src/doctor/render.ts';
import { RELEASE } from './facts.ts';

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
