import { describe, expect, it } from 'vitest';
import { age, renderPodReport } from '../../src/pod-report/render.ts';
import { reportPod } from '../../src/pod-report/report.ts';
import { grouped, type StoryParts, story } from './stories.ts';

const text = (parts: StoryParts, notes: readonly string[] = []) => renderPodReport(reportPod(story(parts), notes));

describe('as text a report', () => {
  it('says what was decided, what would be, and what is waited for, with what to do', () => {
    const owners = [
      { kind: 'StatefulSet', name: 'lab', labels: {} },
      { kind: 'Notebook', name: 'lab', labels: {} },
    ];
    expect(
      text({ ...grouped, queue: { kind: 'missing', what: 'queue team-a' }, owners }, ['events may not be read']),
    ).toMatchInlineSnapshot(`
      "pod alice/sample: Pending for 60 s, of Notebook lab > StatefulSet lab, scheduler kai-scheduler, queue team-a
        at creation   patched: routed (asked): project team-a from env RUNAI_PROJECT of container main; gpu-fraction 0.5 from env RUNAI_GPU_FRACTION of container main, for container main
        now           the same would be decided
        waits for     queue team-a does not exist; label project of the pod names it (queue-missing)
          do          correct the project where the pod gets it from, or ask the platform team for the queue; then have the pod made anew
        note          events may not be read
      "
    `);
  });

  it('says of a pod that was missed why that may be, and how to have it made anew', () => {
    const owners = [{ kind: 'StatefulSet', name: 'lab', labels: {} }];
    expect(text({ isPatched: false, owners })).toMatchInlineSnapshot(`
      "pod alice/sample: Pending for 60 s, of StatefulSet lab, scheduler default-scheduler
        at creation   not patched, as it would be (asked): The pod asks for the scheduler, a project or a share of a GPU.
        perhaps       no replica answered in time, and the API server let the pod pass (failurePolicy: Ignore)
                      or settings, PodDefaults or the owner have changed since
        now           routed (asked): project team-a from env RUNAI_PROJECT of container main; gpu-fraction 0.5 from env RUNAI_GPU_FRACTION of container main, for container main
        waits for     scheduler kai-scheduler never sees this pod: it stands with default-scheduler, which cannot be changed any more (not-patched)
          do          kubectl delete pod -n alice sample   # its StatefulSet makes it anew
      "
    `);
  });

  it('is short of a pod that runs', () => {
    expect(text({ nodeName: 'n-1', status: { phase: 'Running' } })).toMatchInlineSnapshot(`
      "pod alice/sample: Running for 60 s, scheduler kai-scheduler, node n-1
        at creation   patched: routed (asked): project team-a from env RUNAI_PROJECT of container main; gpu-fraction 0.5 from env RUNAI_GPU_FRACTION of container main, for container main
        now           the same would be decided
        waits for     nothing: it runs on node n-1
      "
    `);
  });

  it('lets nothing in it steer a terminal', () => {
    const said = { conditions: [{ type: 'PodScheduled', status: 'False', message: 'nodes\u001b[2J\nare full' }] };
    const shown = text({ ...grouped, status: said });
    expect(shown).toContain('nodes [2J are full');
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

it.each([
  [0, '0 s'],
  [119, '119 s'],
  [600, '10 min'],
  [7200, '2 h'],
  [200_000, '2 d'],
])('%i seconds are %s', (seconds, shown) => {
  expect(age(seconds)).toBe(shown);
});
