/** A workflow around templates, each a YAML flow mapping. */
export const workflow = (templates: readonly string[], spec = '', metadata = 'name: flow'): string => `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {namespace: alice, ${metadata}}
spec:
  entrypoint: ${/name: ([\w-]+)/.exec(templates[0] ?? '')?.[1]}
${spec}
  templates:
${templates.map((template) => `    - ${template}`).join('\n')}
`;

/** A step that asks for nothing. */
export const STEP = '{name: train, container: {image: i, command: [python, train.py], args: [--fast]}}';
