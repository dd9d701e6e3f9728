/** A DNS label, as the API server wants it. */
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Whether the containers of a pod that can be read are named as the API server wants: with labels, each its own. It
 * looks after admission, so other pods come as well; but they never become any, and a container that has another's
 * name, or blanks around its own, cannot be found by it a second time.
 */
export function haveGoodNames(pod: unknown): boolean {
  const { containers, initContainers } = (pod as { spec: Record<string, readonly { name: string }[] | null> }).spec;
  const names = [...(containers ?? []), ...(initContainers ?? [])].map(({ name }) => name);
  return names.every((name) => LABEL.test(name)) && new Set(names).size === names.length;
}
