import { z } from 'zod';
import { parseAt } from '../../manifests/shape.ts';
import { fillParameters, inputsOf, type Parameters, workflowParameters } from './argo-parameters.ts';

const call = z.looseObject({
  name: z.string().nullish(),
  template: z.string().nullish(),
  inline: z.unknown().optional(),
  arguments: z.unknown().optional(),
});

const callers = z.looseObject({
  name: z.string().nullish(),
  steps: z.array(z.array(call)).nullish(),
  dag: z.looseObject({ tasks: z.array(call) }).nullish(),
});

const withArguments = z.looseObject({ arguments: z.unknown().optional() });

const workflowSpec = z.looseObject({
  entrypoint: z.string().nullish(),
  onExit: z.string().nullish(),
  templates: z.array(z.unknown()).nullish(),
});

/** A template as it runs, with all parameters that the manifest gives filled in. */
export interface RunTemplate {
  readonly template: unknown;
  readonly parameters: Parameters;
  /** Where it stands in the Workflow, for messages. */
  readonly path: readonly (string | number)[];
}

/** Recursion is legal in Argo; a manifest does not say where it ends. */
const MAX_DEPTH = 20;
const MAX_CALLS = 500;

/**
 * The templates that a Workflow runs, called as its entrypoint calls them. Templates that are never reached are there
 * too, once each, with what they say of their own inputs: people look at them as well.
 */
export function runTemplates(spec: unknown, workflowName: string): readonly RunTemplate[] {
  const { entrypoint, onExit, templates } = parseAt(workflowSpec, spec, 'spec');
  const ofWorkflow = workflowParameters(spec, workflowName);
  const found: RunTemplate[] = [];
  const reached = new Set<number>();
  const all = templates ?? [];
  const indexOf = (name: string) => all.findIndex((each) => parseAt(callers, each).name === name);

  const run = (template: unknown, path: RunTemplate['path'], passed: Parameters, depth: number): void => {
    if (depth > MAX_DEPTH || found.length >= MAX_CALLS) {
      return;
    }
    const parameters = { ...ofWorkflow, ...inputsOf(template, passed) };
    const filled = fillParameters(template, parameters);
    found.push({ template: filled, parameters, path });
    const { steps, dag } = parseAt(callers, filled, ...path);
    for (const each of [...(steps ?? []).flat(), ...(dag?.tasks ?? [])]) {
      const given = inputsOf({ inputs: each.arguments }, {});
      if (each.inline !== undefined && each.inline !== null) {
        run({ name: each.name, ...(each.inline as object) }, [...path, 'inline'], given, depth + 1);
      } else {
        runNamed(each.template ?? '', given, depth + 1);
      }
    }
  };
  const runNamed = (name: string, passed: Parameters, depth: number): void => {
    const index = indexOf(name);
    if (index >= 0) {
      reached.add(index);
      run(all[index], ['spec', 'templates', index], passed, depth);
    }
  };

  for (const name of [entrypoint, onExit]) {
    if (name) {
      // Argo hands the workflow's own arguments to the template that it starts with.
      runNamed(name, inputsOf({ inputs: parseAt(withArguments, spec, 'spec').arguments }, {}), 0);
    }
  }
  all.forEach((template, index) => {
    if (!reached.has(index)) {
      run(template, ['spec', 'templates', index], {}, MAX_DEPTH);
    }
  });
  return found;
}
