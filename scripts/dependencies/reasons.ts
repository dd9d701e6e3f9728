/**
 * Why each package of package.json is there. `make docs` stops, and a test fails, where one is missing or one too many. A
 * new one needs a better reason than that it saves a few lines.
 */
export type Reasons = Readonly<Record<string, string>>;

/** What the program's own sources import, and esbuild puts into the bundle. */
export const REASONS_IN_THE_BUNDLE: Reasons = {
  '@kubernetes/client-node':
    'reads kubeconfigs with all their ways to log in, and types what the API server says; requests are made by Node.js itself',
  commander: 'reads the command line, and writes its help',
  'fast-json-patch': '`explain` and `verify` apply a patch as the API server would; none is made by it',
  fastify: 'the HTTPS server: routes, limits, and an end that waits for what is under way',
  pino: 'log lines as JSON, without a request waiting for them',
  'prom-client': 'metrics in the format of Prometheus',
  selfsigned: 'signs certificates: X.509 is nothing to write by oneself',
  yaml: 'reads settings, and manifests with the places of their lines',
  zod: 'judges settings, manifests and objects of the cluster, and types them',
};

/** What builds, tests and measures. */
export const REASONS_OF_TOOLS: Reasons = {
  '@biomejs/biome': 'formats and lints, in one program',
  '@cyclonedx/cyclonedx-library':
    'brings the schema of CycloneDX, by which the bills of materials are tested; it is not run',
  '@types/node': 'the types of Node.js',
  '@vitest/coverage-v8': 'measures what the tests cover: of the decision and the patch, all',
  ajv: 'judges the bills of materials by that schema',
  'ajv-formats': 'the formats that the schema names, such as dates',
  esbuild: 'makes the bundle',
  'fast-check': 'makes up pods and values for the laws that hold for all of them',
  node: 'the Node.js that builds, tests and measures; it is in the image on the local test base',
  testcontainers: 'starts and stops containers of the image in its tests',
  tinybench: 'times decisions for [Performance](performance.md)',
  typescript: 'checks types; Node.js runs the sources as they are',
  vitest: 'runs the tests',
};
