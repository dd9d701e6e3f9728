import type { ClusterAccess } from '../cluster/access.ts';
import { ApiClient } from '../cluster/client.ts';
import { nameOf } from '../cluster/names.ts';
import { renderJson } from '../explain/render/data.ts';
import { readPodStory } from '../inspection/pod-story.ts';
import type { SettingsChoice } from '../inspection/release-settings.ts';
import { renderPodReport } from '../pod-report/render.ts';
import { isTroubled, reportPod } from '../pod-report/report.ts';
import type { ReportFormat } from '../verify/report-format.ts';

/** A person waits for the answer. */
const ANSWER_MILLIS = 10_000;

export interface WhyOptions {
  readonly access: ClusterAccess;
  /** As typed: `lab-0`, or `pod/lab-0`. */
  readonly pod: string;
  /** In place of the context's. */
  readonly namespace: string | undefined;
  readonly choice: SettingsChoice;
  readonly output: ReportFormat;
  readonly now?: number;
}

export interface WhyResult {
  readonly stdout: string;
  /** 1: the pod waits, or was not patched. */
  readonly exitCode: 0 | 1;
}

/**
 * Says of a pod what was decided about it, what would be decided now, and what it waits for. Reads, and changes nothing.
 *
 * @throws ClusterError where the pod, or the cluster, cannot be had
 */
export async function whyCommand(options: WhyOptions): Promise<WhyResult> {
  const { access, choice, output, now = Date.now() } = options;
  const name = nameOf('pod', options.pod.replace(/^(pods?|po)\//, ''));
  const namespace = nameOf('namespace', options.namespace ?? access.namespace ?? 'default');
  const client = new ApiClient(access, ANSWER_MILLIS);
  const { story, notes } = await readPodStory(client, { namespace, name }, choice, now);
  const report = reportPod(story, notes);
  return {
    stdout: output === 'json' ? renderJson(report) : renderPodReport(report),
    exitCode: isTroubled(report) ? 1 : 0,
  };
}
