import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Cluster } from './control-plane.ts';
import { waitFor } from './wait.ts';

/** One line of the API server's audit log, as far as it matters here. */
export interface AuditEvent {
  verb: string;
  user: { username: string };
  objectRef?: { resource?: string; subresource?: string; namespace?: string; name?: string };
  responseStatus?: { code?: number };
  annotations?: Record<string, string>;
}

/** kube-apiserver flags that write an audit log of everything that happens to pods and PodGroups into its own log. */
export const auditFlags = [
  `--audit-policy-file=${fileURLToPath(new URL('./audit-policy.yaml', import.meta.url))}`,
  '--audit-log-path=-',
];

/** Waits for audit events of a namespace's pods, or of other objects, or of one of them. */
export async function auditEvents(
  cluster: Cluster,
  namespace: string,
  {
    count = 1,
    verb = 'create',
    resource = 'pods',
    name,
    subresource,
  }: { count?: number; verb?: string; resource?: string; name?: string; subresource?: string } = {},
): Promise<AuditEvent[]> {
  return waitFor(`${count} audit event(s) ${verb} in namespace ${namespace}`, async (saw) => {
    const events = readEvents(cluster).filter(
      (event) =>
        event.verb === verb &&
        event.objectRef?.namespace === namespace &&
        event.objectRef.resource === resource &&
        event.objectRef.subresource === subresource &&
        (name === undefined || event.objectRef.name === name),
    );
    saw(events);
    return events.length >= count && events;
  });
}

/** What one webhook said for the audit log: the API server puts the webhook's name before each key. */
export function saidBy(webhook: string, event: AuditEvent | undefined): Record<string, string> {
  const prefix = `${webhook}/`;
  return Object.fromEntries(
    Object.entries(event?.annotations ?? {})
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

function readEvents(cluster: Cluster): AuditEvent[] {
  const server = cluster.processes.running().find(({ name }) => name === 'kube-apiserver');
  if (server === undefined) throw new Error('the API server does not run');
  return readFileSync(server.logFile, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"Event","apiVersion":"audit.k8s.io/v1"') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as AuditEvent);
}
