import type { Statement } from './statements.ts';

/** A command that the test of the pages does not run, and why. */
export interface NotRun {
  readonly command: RegExp;
  readonly because: string;
}

/**
 * All that stands on a page and is not run by `test/cluster/docs/`. Whatever a new command needs that is not there comes
 * in here with its reason, or the page fails.
 */
export const NOT_RUN: readonly NotRun[] = [
  {
    command: /^(kind|minikube|k3d) /,
    because:
      'makes a cluster of containers inside the containers of the tests; the same commands run on a real API server',
  },
  { command: /^docker /, because: 'reaches a registry of images' },
  {
    command: /^make (image|push|sbom)\b/,
    because: 'test/image builds, publishes and lists an image by these',
  },
  {
    command: /^make [a-z]/,
    because: 'a tool of this repository; that there is such a target is tested beside this list',
  },
  { command: /^vitest /, because: 'runs tests' },
  { command: /^GFW_CLUSTER_PROGRAMS=/, because: 'runs tests' },
  {
    command: /^npm (install|pack|version)\b/,
    because: 'test/package packs, installs and starts the package; the registry of a test is no place to publish to',
  },
  { command: /^(cosign|gh|sha256sum|workflow=|issuer=)/, because: 'needs a release that is published; none is yet' },
  { command: /^kubectl krew /, because: 'krew is not here; its manifest is judged by test/release' },
  {
    command: /^mlflow run /,
    because: 'builds an image and pushes it; test/cluster/systems runs the same backend of MLflow',
  },
  {
    command: /^kubectl (logs|port-forward|exec) /,
    because: 'goes to a kubelet, which this cluster plays; test/cluster/node has a real one',
  },
  { command: /^openssl s_client /, because: 'goes to the port that the line before has forwarded' },
  {
    command: /^gpu-fraction-webhook serve\b/,
    because: 'does not end by itself; the replicas of this cluster are started by it',
  },
  {
    command: /^source <\(gpu-fraction-webhook completion zsh\)|completion fish \| source/,
    because: 'for another shell than the one here; test/completion starts each',
  },
  { command: /^[\d ]+$/, because: 'numbers, and no command' },
  { command: /^(src\/|pod ──> | {2}|bench\.ts, |[a-z-]+\/ {3})/, because: 'a drawing, and no command' },
];

/** What a text names without meaning that somebody types it just so: a program with the word that is spoken of. */
export const ONLY_NAMED: readonly string[] = [
  ...['kubectl gpu-fraction', 'kubectl apply', 'kubectl debug', 'kubectl describe pod', 'kubectl describe job ...'],
  ...['helm install', 'helm template', 'helm test', 'helm upgrade', 'helm upgrade --wait'],
  ...['helm history', 'helm upgrade ... --set policies.unpatched=off'],
  ...['kubectl describe job', 'kubectl get pod -o yaml', "kubectl get workflow ... -o jsonpath='{.status.nodes}'"],
  ...['gpu-fraction-webhook verify', 'docker login registry.example.com'],
];

export const whyNotRun = ({ text }: Pick<Statement, 'text'>): string | undefined =>
  NOT_RUN.find(({ command }) => command.test(text))?.because;
