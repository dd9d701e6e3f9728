import { newestOf } from './scheduler-words.ts';
import type { ContainerStatus, PodStory } from './story.ts';
import { type Wait, wait } from './wait.ts';

/** What a pod on a node waits for: the kubelet's words. */
export function waitsForStart(story: PodStory): readonly Wait[] {
  const { status } = story.pod;
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = statuses.flatMap((one) => ofContainer(one));
  const onNode = ofNode(story);
  // Until volumes and network are there every container says the same.
  const special = waiting.filter(({ cause }) => cause !== 'container-starts');
  if (special.length > 0 || onNode.length > 0) {
    return [...onNode, ...special];
  }
  if (waiting.length > 0) {
    return waiting.slice(0, 1);
  }
  if (status?.phase !== 'Running') {
    return [wait('container-starts', `node ${story.pod.spec.nodeName} has it, and has not started it yet`)];
  }
  const notReady = statuses.filter(({ ready, state }) => ready === false && state?.terminated == null);
  return notReady.length === 0
    ? []
    : [
        wait(
          'not-ready',
          `container ${notReady.map(({ name }) => name).join(', ')} runs and is not ready`,
          'its readiness probe fails, or does not answer yet: kubectl describe pod tells',
        ),
      ];
}

function ofContainer({ name, state }: ContainerStatus): readonly Wait[] {
  const { reason, message } = state?.waiting ?? {};
  if (!state?.waiting) {
    return [];
  }
  const said = message ? `${reason}: ${message}` : (reason ?? undefined);
  switch (reason) {
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
    case 'RegistryUnavailable':
      return [
        wait(
          'image',
          `the image of container ${name} cannot be pulled`,
          'correct its name and tag, or give the pod an imagePullSecret for its registry',
          said,
        ),
      ];
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
    case 'RunContainerError':
    case 'StartError':
      return [
        wait(
          'container-config',
          `container ${name} cannot be made`,
          /configmap|secret/i.test(message ?? '')
            ? 'create the ConfigMap or Secret that it names, or take it out of the pod'
            : undefined,
          said,
        ),
      ];
    case 'CrashLoopBackOff':
      return [
        wait(
          'container-crashes',
          `container ${name} ends again and again`,
          `look at its log: kubectl logs --previous -c ${name}`,
          said,
        ),
      ];
    default:
      return [wait('container-starts', `container ${name} is being started`, undefined, said)];
  }
}

/** Before there is a container, the kubelet speaks in events alone. */
function ofNode({ events, pod: { status } }: PodStory): readonly Wait[] {
  if (status?.phase === 'Running') {
    return [];
  }
  const last = newestOf(events, 'FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', 'Pulling', 'Started');
  switch (last?.reason) {
    case 'FailedMount':
    case 'FailedAttachVolume':
      return [
        wait(
          'volume',
          'a volume cannot be mounted',
          'is what it names there, and free? its own words say which',
          last.message,
        ),
      ];
    case 'FailedCreatePodSandBox':
      return [
        wait(
          'sandbox',
          'its node cannot prepare it (network, or RuntimeClass)',
          'ask the platform team to look at the node',
          last.message,
        ),
      ];
    default:
      return [];
  }
}
