import * as z from 'zod';
import { parseAt } from '../../manifests/shape.ts';
import { type Item, itemsOf, loopFields } from './argo-loops.ts';
import { fillParameters, inputsOf, itemParameters, type Parameters, workflowParameters } from './argo-parameters.ts';
import { findTemplate, referenceTitle, templateReference, type WorkflowSpecs } from './argo-references.ts';
import { type Controlled, type ControllerContext, titleOf } from './controlled.ts';

const callee = {
  template: z.string().nullish(),
  templateRef: templateReference.nullish(),
  arguments: z.unknown().optional(),
};

const hooks = z.record(z.string(), z.looseObject(callee)).nullish();

const call = z.looseObject({
  ...callee,
  ...loopFields,
  name: z.string().nullish(),
  inline: z.unknown().optional(),
  onExit: z.string().nullish(),
  hooks,
});

type Call = z.output<typeof call>;

/** A list of steps is a list of lists, whose inner ones run side by side. */
const callers = z.looseObject({
  name: z.string().nullish(),
  steps: z.array(z.union([z.array(call), call])).nullish(),
  dag: z.looseObject({ tasks: z.array(call) }).nullish(),
});

const withArguments = z.looseObject({ arguments: z.unknown().optional() });

const workflowSpec = z.looseObject({
  entrypoint: z.string().nullish(),
  onExit: z.string().nullish(),
  hooks,
  templates: z.array(z.unknown()).nullish(),
});

type Path = readonly (string | number)[];

/** A template as it runs, with all parameters that the manifest gives filled in. */
export interface RunTemplate {
  readonly template: unknown;
  readonly parameters: Parameters;
  /** Where it stands in the Workflow, for messages. */
  readonly path: Path;
}

/** Loops in loops call more templates than anybody reads. */
const MAX_CALLS = 500;

/** The templates among which a name is looked up: those of the workflow, or of the one that a reference led to. */
interface Scope {
  readonly title: string;
  readonly byName: ReadonlyMap<string, { readonly template: unknown; readonly path: Path }>;
}

/**
 * The templates that a Workflow runs, called as its entrypoint calls them. Its own templates that are never reached are
 * there too, once each, with what they say of their own inputs: people look at them as well.
 */
export function runTemplates(
  owner: Controlled,
  { own, effective }: WorkflowSpecs,
  context: ControllerContext,
): readonly RunTemplate[] {
  const walk = new Walk(owner, effective, context);
  walk.start(effective);
  walk.runUnreached(own);
  return walk.found;
}

class Walk {
  readonly found: RunTemplate[] = [];
  readonly #reached = new Set<unknown>();
  /** The templates that are being called, outermost first. */
  readonly #stack = new Set<unknown>();
  readonly #scopes = new Map<unknown, Scope>();
  readonly #owner: Controlled;
  readonly #context: ControllerContext;
  readonly #ofWorkflow: Parameters;
  readonly #scope: Scope;

  constructor(owner: Controlled, spec: unknown, context: ControllerContext) {
    this.#owner = owner;
    this.#context = context;
    this.#ofWorkflow = workflowParameters(owner, spec);
    this.#scope = scopeOf(titleOf(owner), spec);
  }

  /** From the entrypoint and the hooks of the workflow. */
  start(spec: unknown): void {
    const { entrypoint, onExit, hooks: ofWorkflow } = parseAt(workflowSpec, spec, 'spec');
    // Argo hands the workflow's own arguments to the template that it starts with.
    const passed = inputsOf({ inputs: parseAt(withArguments, spec, 'spec').arguments }, new Map());
    for (const template of [entrypoint, onExit]) {
      if (template) {
        this.#runCallee({ template }, this.#scope, passed);
      }
    }
    for (const hook of Object.values(ofWorkflow ?? {})) {
      this.#runCallee(hook, this.#scope, argumentsOf(hook));
    }
  }

  /** Templates that the entrypoint does not lead to: first those that nobody calls, which lead to others in turn. */
  runUnreached(own: unknown): void {
    const templates = (parseAt(workflowSpec, own, 'spec').templates ?? []).map((template, index) => ({
      template,
      path: ['spec', 'templates', index],
    }));
    const called = new Set(templates.flatMap(({ template, path }) => namesCalledBy(template, path)));
    for (const { template, path } of templates) {
      const { name } = parseAt(callers, template, ...path);
      if (!this.#reached.has(template) && !called.has(name ?? '')) {
        this.#reached.add(template);
        this.#run(template, path, this.#scope, new Map());
      }
    }
    for (const { template, path } of templates) {
      if (!this.#reached.has(template)) {
        this.#take(template, path, new Map());
      }
    }
  }

  #run(template: unknown, path: Path, scope: Scope, passed: Parameters): void {
    if (this.found.length >= MAX_CALLS) {
      this.#context.note(
        `${titleOf(this.#owner)} calls more than ${MAX_CALLS} templates; what comes after is not explained`,
      );
      return;
    }
    // Recursion is legal in Argo; a manifest does not say where it ends.
    if (this.#stack.has(template)) {
      this.#context.note(`a template of ${scope.title} calls itself; it is explained once`);
      return;
    }
    this.#stack.add(template);
    const filled = this.#take(template, path, passed);
    const { name, steps, dag } = parseAt(callers, filled, ...path);
    for (const each of [...(steps ?? []).flat(), ...(dag?.tasks ?? [])]) {
      this.#runCall(each, name ?? '', path, scope);
    }
    this.#stack.delete(template);
  }

  #take(template: unknown, path: Path, passed: Parameters): unknown {
    // What a template's input is set to may be a parameter of the workflow itself.
    const ofWorkflow = fillParameters(template, this.#ofWorkflow);
    const inputs = inputsOf(ofWorkflow, passed);
    const parameters: Parameters = new Map([...this.#ofWorkflow, ...inputs]);
    const filled = fillParameters(ofWorkflow, inputs);
    this.found.push({ template: filled, parameters, path });
    return filled;
  }

  #runCall(each: Call, caller: string, path: Path, scope: Scope): void {
    const title = `${each.name ?? 'a step'} of template ${caller}`;
    for (const item of itemsOf(each, title, this.#context)) {
      const repeated = withItem(each, item);
      const given = argumentsOf(repeated);
      if (repeated.inline !== undefined && repeated.inline !== null) {
        const inline = { name: each.name, ...Object(repeated.inline) };
        this.#run(inline, [...path, 'inline'], scope, given);
      } else {
        this.#runCallee(repeated, scope, given);
      }
    }
    for (const hook of Object.values(each.hooks ?? {})) {
      this.#runCallee(hook, scope, argumentsOf(hook));
    }
    if (each.onExit) {
      this.#runCallee({ template: each.onExit }, scope, new Map());
    }
  }

  #runCallee(
    { template, templateRef }: Pick<Call, 'template' | 'templateRef'>,
    scope: Scope,
    passed: Parameters,
  ): void {
    const within = templateRef ? this.#scopeOfReference(templateRef) : scope;
    const name = (templateRef ? templateRef.template : template) ?? '';
    const found = within?.byName.get(name);
    if (within !== undefined && found !== undefined) {
      this.#reached.add(found.template);
      this.#run(found.template, found.path, within, passed);
    } else if (within !== undefined && name !== '') {
      const reason = name.includes('{{') ? 'only the running workflow knows' : 'is not there';
      this.#context.note(`template ${name} of ${within.title} ${reason}; what it would run is not explained`);
    }
  }

  #scopeOfReference(reference: NonNullable<Call['templateRef']>): Scope | undefined {
    const holder = findTemplate(reference, this.#owner, this.#context);
    if (holder === undefined) {
      const template = reference.template ?? '';
      this.#context.note(
        `${titleOf(this.#owner)} calls template ${template} of ${referenceTitle(reference)}, which is not given: give it with -f`,
      );
      return undefined;
    }
    const known = this.#scopes.get(holder) ?? scopeOf(referenceTitle(reference), holder['spec']);
    this.#scopes.set(holder, known);
    return known;
  }
}

function namesCalledBy(template: unknown, path: Path): readonly string[] {
  const { name: own, steps, dag } = parseAt(callers, template, ...path);
  const names = [...(steps ?? []).flat(), ...(dag?.tasks ?? [])].map((each) => each.template ?? '');
  return names.filter((name) => name !== own);
}

function scopeOf(title: string, spec: unknown): Scope {
  const { templates } = parseAt(workflowSpec, spec ?? {}, 'spec');
  const entries = (templates ?? []).map((template, index) => {
    const path = ['spec', 'templates', index];
    return [parseAt(callers, template, ...path).name ?? '', { template, path }] as const;
  });
  // Of two with the same name the first one runs.
  return { title, byName: new Map(entries.reverse()) };
}

const argumentsOf = ({ arguments: given }: Pick<Call, 'arguments'>): Parameters =>
  inputsOf({ inputs: given }, new Map());

function withItem(each: Call, item: Item): Call {
  return item.kind === 'none' ? each : call.parse(fillParameters(each, itemParameters(item.value)));
}
