import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const WORKFLOW = { 'workflows.argoproj.io/workflow': 'wf' };
const step = (...names: readonly string[]) => names.map((name) => container(name));
const runs = (...command: readonly string[]): PodParts => ({
  labels: WORKFLOW,
  containers: [container('main', { command })],
});

describe('a pod of an Argo Workflow', () => {
  it.each<[string, PodParts, string]>([
    ['a step, whose sidecar comes first', { labels: WORKFLOW, containers: step('wait', 'main') }, 'work: argo on main'],
    [
      'a step of an init-less layout',
      { labels: WORKFLOW, containers: step('supervisor', 'main') },
      'work: argo on main',
    ],
    [
      'a step that only its owner tells',
      { owner: owner('argoproj.io/v1alpha1', 'Workflow'), containers: step('wait', 'main') },
      'work: argo on main',
    ],
    [
      'a containerSet, by the annotation',
      {
        labels: WORKFLOW,
        annotations: { 'kubectl.kubernetes.io/default-container': 'b' },
        containers: step('wait', 'a', 'b'),
      },
      'work: argo on b',
    ],
    [
      'a containerSet whose annotation names nobody',
      {
        labels: WORKFLOW,
        annotations: { 'kubectl.kubernetes.io/default-container': 'x' },
        containers: step('wait', 'a', 'b'),
      },
      'work: argo on a',
    ],
    [
      'a containerSet without the annotation',
      { labels: WORKFLOW, containers: step('wait', 'a', 'b') },
      'work: argo on a',
    ],
    ['the agent', { labels: { ...WORKFLOW, 'workflows.argoproj.io/component': 'agent' } }, 'helper: argo-helper'],
    ['the artifact collector', { labels: { 'workflows.argoproj.io/component': 'artifact-gc' } }, 'helper: argo-helper'],
    ['a resource template', runs('/var/run/argo/argoexec', 'resource', 'create'), 'helper: argo-helper'],
    ['a resource template of an older version', runs('argoexec', 'resource', 'create'), 'helper: argo-helper'],
    ['a data template', runs('argoexec', 'data', '{}'), 'helper: argo-helper'],
    [
      'a step whose own command is called resource',
      runs('argoexec', 'emissary', '--', 'resource'),
      'work: argo on main',
    ],
    ['a step that runs another program called with resource', runs('kubectl', 'resource'), 'work: argo on main'],
    ['a step without a command', runs(), 'work: argo on main'],
    ['a pod of another Workflow kind', { owner: owner('example.org/v1', 'Workflow') }, 'work: other on main'],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
