import type { ClusterAccess } from '../cluster/access.ts';
import { ApiClient } from '../cluster/client.ts';
import { nameOf } from '../cluster/names.ts';
import { PodProxy } from '../cluster/pod-proxy.ts';
import { renderJson } from '../explain/render/data.ts';
import { readNamespacesReport } from '../inspection/namespaces-report.ts';
import type { SettingsChoice } from '../inspection/release-settings.ts';
import { renderNamespaces } from '../namespace-report/render.ts';
import type { ReportFormat } from '../verify/report-format.ts';

/** Lists of a large cluster take their time. */
const ANSWER_MILLIS = 30_000;

export interface NamespacesOptions {
  readonly access: ClusterAccess;
  /** One, or `undefined` for all. */
  readonly namespace: string | undefined;
  /** Also those in which nothing is to be seen. */
  readonly all: boolean;
  readonly choice: SettingsChoice;
  readonly output: ReportFormat;
}

/**
 * The table of namespaces: who is in, and what became of the pods there. Reads, and changes nothing.
 *
 * @throws ClusterError where namespaces or pods cannot be had
 */
export async function namespacesCommand(options: NamespacesOptions): Promise<string> {
  const { access, namespace, all, choice, output } = options;
  const only = namespace === undefined ? undefined : nameOf('namespace', namespace.replace(/^(namespaces?|ns)\//, ''));
  const report = await readNamespacesReport(
    new ApiClient(access, ANSWER_MILLIS),
    new PodProxy(access, ANSWER_MILLIS),
    only,
    choice,
  );
  return output === 'json' ? renderJson(report) : renderNamespaces(report, all || only !== undefined);
}
