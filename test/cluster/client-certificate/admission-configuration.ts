import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from '../credentials.ts';
import { ownService } from '../webhook.ts';

/**
 * Lays down in a folder what a cluster's administrator writes so that API servers show a client certificate to the webhook,
 * as docs/limits.md says, and returns the flag that names it.
 */
export function admissionConfiguration(folder: string, client: KeyPair): string {
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('client.crt'), client.cert);
  writeFileSync(file('client.key'), client.key, { mode: 0o600 });
  writeFileSync(
    file('admission.yaml'),
    `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
  - name: MutatingAdmissionWebhook
    configuration:
      apiVersion: apiserver.config.k8s.io/v1
      kind: WebhookAdmissionConfiguration
      kubeConfigFile: ${file('webhooks.kubeconfig')}
`,
  );
  writeFileSync(
    file('webhooks.kubeconfig'),
    `apiVersion: v1
kind: Config
users:
  - name: ${ownService.name}.${ownService.namespace}.svc
    user:
      client-certificate: ${file('client.crt')}
      client-key: ${file('client.key')}
`,
  );
  return `--admission-control-config-file=${file('admission.yaml')}`;
}
