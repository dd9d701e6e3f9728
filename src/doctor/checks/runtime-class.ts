import type { Finding } from '../finding.ts';
import type { KaiConfigFacts } from '../reading/objects.ts';
import { check } from './check.ts';
import { isForKai } from './gpu-sharing.ts';

/** What KAI gives a pod with a share that names no class. */
const DEFAULT_CLASS = 'nvidia';

/** A class that does not exist has the pod refused, after all webhooks, by the API server itself. */
export const runtimeClass = check({
  id: 'runtime-class',
  about: "the RuntimeClass exists that KAI's admission gives to pods with a share (`nvidia`)",
  needs: ['runtimeClasses', 'kaiConfigs'],
  find({ runtimeClasses, kaiConfigs }, context) {
    if (!isForKai(context)) {
      return [];
    }
    const missing = new Set(kaiConfigs.map(classOf).filter((name) => name !== '' && !runtimeClasses.includes(name)));
    return [...missing].map(
      (name): Finding => ({
        severity: 'error',
        object: `RuntimeClass ${name}`,
        problem: 'does not exist',
        why: "KAI's admission gives it to each pod with a share of a GPU, and the API server refuses a pod whose class it does not know",
        command: `kubectl create -f - <<< '{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"${name}"},"handler":"nvidia"}'   # NVIDIA's GPU operator makes it`,
      }),
    );
  },
});

/** Empty where KAI was told to give none. */
function classOf({ spec }: KaiConfigFacts): string {
  const { gpuFractionRuntimeClassName, gpuPodRuntimeClassName } = spec?.admission ?? {};
  return gpuFractionRuntimeClassName ?? gpuPodRuntimeClassName ?? DEFAULT_CLASS;
}
