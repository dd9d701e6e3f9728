import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Workflow } from './argo-workflow.ts';

const sample = fileURLToPath(new URL('../../../deploy/samples/tfx.yaml', import.meta.url));

/**
 * A TFX pipeline as its KubeflowDagRunner compiles one. TFX 1.15, the last version that has it, does not install on a
 * current Python, so the compiled form stands in for it.
 */
export function compiledTfx(): Workflow {
  return parse(readFileSync(sample, 'utf8')) as Workflow;
}
