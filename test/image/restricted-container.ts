import { GenericContainer, PullPolicy, type StartedTestContainer, Wait } from 'testcontainers';

/** The memory the container may use, and all it may use: there is no swap in a pod. */
export const memoryLimitBytes = 128 * 1024 ** 2;

/** The port the API server calls. */
export const httpsPort = 8443;

/** The port of probes and metrics. */
export const probePort = 8080;

/**
 * A container held to what the "restricted" Pod Security Standard and the chart ask of the pod. A read-only root and the
 * swap limit have no method in testcontainers; its subclasses may set them before the container is made.
 */
class RestrictedContainer extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    this.hostConfig.ReadonlyRootfs = true;
    this.hostConfig.Memory = memoryLimitBytes;
    this.hostConfig.MemorySwap = memoryLimitBytes;
  }
}

function restricted(image: string): GenericContainer {
  // The container that testcontainers cleans up with is an image of its own, which an offline machine cannot pull.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
  return new RestrictedContainer(image)
    .withPullPolicy(PullPolicy.neverPull())
    .withDroppedCapabilities('ALL')
    .withSecurityOpt('no-new-privileges');
}

/** What a JavaScript expression comes to in the image's own Node.js, with the image's own settings. */
export async function evaluateInImage(image: string, expression: string): Promise<string> {
  const container = await restricted(image)
    .withEntrypoint(['node', '--print', expression])
    .withCommand([])
    .withWaitStrategy(Wait.forOneShotStartup())
    .start();
  try {
    const output = await container.logs();
    return (await output.toArray()).join('').trim();
  } finally {
    await container.stop();
  }
}

/** Starts the webhook from the image, serving the certificate in `secretFolder`, and waits until it says it is ready. */
export async function startWebhook(image: string, secretFolder: string): Promise<StartedTestContainer> {
  const tlsFolder = '/etc/gpu-fraction-webhook/tls';
  const log: string[] = [];
  try {
    return await restricted(image)
      .withCommand(['serve', '--tls-cert-dir', tlsFolder, '--lame-duck-seconds', '2'])
      .withBindMounts([{ source: secretFolder, target: tlsFolder, mode: 'ro' }])
      .withExposedPorts(httpsPort, probePort)
      .withLogConsumer((stream) => stream.on('data', (line) => log.push(String(line))))
      .withWaitStrategy(Wait.forHttp('/readyz', probePort, { abortOnContainerExit: true }).forStatusCode(200))
      .withStartupTimeout(30_000)
      .start();
  } catch (error) {
    throw new Error(`the container did not become ready; it printed:\n${log.join('')}`, { cause: error });
  }
}
