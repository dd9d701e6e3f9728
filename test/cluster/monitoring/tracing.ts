import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lays down what makes an API server record a trace of every request, and returns the flag that names it. */
export function tracingFlag(folder: string): string {
  const file = join(folder, 'tracing.yaml');
  writeFileSync(
    file,
    `apiVersion: apiserver.config.k8s.io/v1beta1
kind: TracingConfiguration
# Nobody listens there; spans are sent beside the requests, and lost.
endpoint: 127.0.0.1:4317
samplingRatePerMillion: 1000000
`,
  );
  return `--tracing-config-file=${file}`;
}
