import { PROGRAM } from '../decision/vocabulary.ts';

/** A configuration of somebody else's, and why ours has to come before or after it. */
export interface Neighbour {
  readonly name: string;
  readonly because: string;
}

/** Those that come first; of several on the wrong side the one that stands first here is told. */
export const EARLIER: readonly Neighbour[] = [
  {
    name: 'admission-webhook-mutating-webhook-configuration',
    because: "Kubeflow's PodDefaults put on a pod what it asks for",
  },
  {
    name: 'cache-webhook-kubeflow',
    because: 'the cache of Kubeflow Pipelines replaces the containers of a step that it has, which then needs no GPU',
  },
];

const KAI = "KAI's admission is called only for a pod that has KAI's scheduler when its turn comes, and never later";

/**
 * Those that come after; likewise, so the gravest first: without KAI's admission no share is ever bound. Katib's injector
 * (`katib.kubeflow.org`), which rewrites the command by which a container is recognised, sorts between KAI's two.
 */
export const LATER: readonly Neighbour[] = [
  { name: 'mutating-kai-admission', because: KAI },
  { name: 'kai-pod-mutation', because: KAI },
  { name: 'istio-sidecar-injector', because: "Istio's injector puts a container of its own before the pod's" },
];

/** The nearest of each side. */
const FIRST = 'cache-webhook-kubeflow';
const LAST = 'istio-sidecar-injector';

/**
 * What is wrong with a name for our MutatingWebhookConfiguration, as a sentence. The API server calls configurations in
 * the plain order of their names; one that it passed over because a match condition did not hold yet it never comes back
 * to.
 */
export function problemOfName(name: string): string | undefined {
  const earlier = EARLIER.find((other) => name <= other.name);
  if (earlier !== undefined) {
    return sentence(name, 'before', earlier, 'after');
  }
  const later = LATER.find((other) => name >= other.name);
  return later && sentence(name, 'after', later, 'before');
}

const sentence = (name: string, wrong: string, { name: other, because }: Neighbour, right: string): string =>
  name === other
    ? `the webhook configuration cannot be called "${name}", which is the name of another program's; ${REMEDY}`
    : `the webhook configuration's name "${name}" sorts ${wrong} "${other}" and has to sort ${right} it: the API server calls webhooks in the order of these names, and ${because}; ${REMEDY}`;

export const REMEDY = `choose a name between "${FIRST}" and "${LAST}", such as "${PROGRAM}"`;
