import type { RequestOptions } from 'node:https';
import { Agent, request } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';

/** Any object, exactly as it is written or stored: no field is dropped on the way, known to a library or not. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name?: string;
    generateName?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** What the API server answered, with the warnings that kubectl would print. */
export interface ApiAnswer {
  status: number;
  body: unknown;
  warnings: string[];
}

/** A refusal by the API server: message and code are those of its Status object. */
export class ApiError extends Error {
  readonly code: number;
  readonly warnings: string[];

  constructor(what: string, answer: ApiAnswer) {
    const message = (answer.body as { message?: unknown } | undefined)?.message;
    super(`${what}: ${typeof message === 'string' ? message : JSON.stringify(answer.body)}`);
    this.name = 'ApiError';
    this.code = answer.status;
    this.warnings = answer.warnings;
  }
}

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}

const options = new WeakMap<KubeConfig, Promise<RequestOptions>>();
const discovered = new WeakMap<KubeConfig, Map<string, Resource[]>>();

/** One request, with the credentials of the kubeconfig. */
export async function call(
  kubeConfig: KubeConfig,
  method: string,
  path: string,
  body?: unknown,
  contentType = 'application/json',
  more: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  let prepared = options.get(kubeConfig);
  if (prepared === undefined) {
    const made: RequestOptions = {};
    // The client library's own agent opens a connection for every request, with a handshake of both sides.
    prepared = kubeConfig.applyToHTTPSOptions(made).then(() => {
      const { ca, cert, key } = made;
      return { ...made, agent: new Agent({ keepAlive: true, ca, cert, key }) };
    });
    options.set(kubeConfig, prepared);
  }
  const base = await prepared;
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      'content-type': contentType,
      accept: 'application/json',
      // Node leaves it out for a DELETE, and the body would then be taken for the next request of the connection.
      'content-length': Buffer.byteLength(text),
      ...more,
    };
    const outgoing = request(new URL(path, server), { ...base, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const answer = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type']?.includes('json') ?? false;
        resolve({
          status: response.statusCode ?? 0,
          body: isJson ? (JSON.parse(answer) as unknown) : answer,
          // RFC 7234: <code> <agent> "<text>"; the API server writes 299 - "...", in UTF-8, of which Node reads each byte.
          warnings: [
            ...Buffer.from(response.headers['warning'] ?? '', 'latin1')
              .toString()
              .matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g),
          ].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1')),
        });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(text);
  });
}

/** Like call(), but an answer of 400 and above throws an ApiError. */
export async function callOk(...args: Parameters<typeof call>): Promise<ApiAnswer> {
  const answer = await call(...args);
  if (answer.status >= 400) throw new ApiError(`${args[1]} ${args[2]}`, answer);
  return answer;
}

/** Creates an object; throws an ApiError when it is refused. */
export async function create<T extends Manifest>(kubeConfig: KubeConfig, manifest: T, query = ''): Promise<T> {
  return (await createSeeing(kubeConfig, manifest, query)).body as T;
}

/** Like create(), for whoever wants to see the warnings as well. */
export async function createSeeing(kubeConfig: KubeConfig, manifest: Manifest, query = ''): Promise<ApiAnswer> {
  return callOk(kubeConfig, 'POST', `${await collection(kubeConfig, manifest)}${query}`, manifest);
}

/** Creates or changes objects by server-side apply, one after the other. */
export async function apply(kubeConfig: KubeConfig, ...manifests: Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const path = `${await collection(kubeConfig, manifest)}/${manifest.metadata.name ?? ''}`;
    await callOk(
      kubeConfig,
      'PATCH',
      `${path}?fieldManager=cluster-test&force=true`,
      manifest,
      'application/apply-patch+yaml',
    );
  }
}

/** Changes an object, or its status, by a JSON merge patch. */
export async function mergePatch(kubeConfig: KubeConfig, of: Manifest, patch: object, sub = ''): Promise<void> {
  const path = `${await collection(kubeConfig, of)}/${of.metadata.name ?? ''}${sub}`;
  await callOk(kubeConfig, 'PATCH', path, patch, 'application/merge-patch+json');
}

/** Reads an object, or undefined where there is none. */
export async function read<T = Manifest>(kubeConfig: KubeConfig, of: Manifest): Promise<T | undefined> {
  const answer = await call(kubeConfig, 'GET', `${await collection(kubeConfig, of)}/${of.metadata.name ?? ''}`);
  if (answer.status === 404) return undefined;
  if (answer.status >= 400) throw new ApiError(`GET ${of.kind}`, answer);
  return answer.body as T;
}

/** Deletes an object; one that is not there counts as deleted. */
export async function remove(kubeConfig: KubeConfig, of: Manifest): Promise<void> {
  const path = `${await collection(kubeConfig, of)}/${of.metadata.name ?? ''}`;
  const answer = await call(kubeConfig, 'DELETE', path, { propagationPolicy: 'Background' });
  if (answer.status >= 400 && answer.status !== 404) throw new ApiError(`DELETE ${path}`, answer);
}

async function collection(kubeConfig: KubeConfig, { apiVersion, kind, metadata }: Manifest): Promise<string> {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const cache = discovered.get(kubeConfig) ?? new Map<string, Resource[]>();
  discovered.set(kubeConfig, cache);
  const find = (): Resource | undefined =>
    cache.get(root)?.find((resource) => resource.kind === kind && !resource.name.includes('/'));
  if (find() === undefined) {
    const { body } = await callOk(kubeConfig, 'GET', root);
    cache.set(root, (body as { resources: Resource[] }).resources);
  }
  const resource = find();
  if (resource === undefined) throw new Error(`the API server knows no ${kind} in ${apiVersion}`);
  return resource.namespaced
    ? `${root}/namespaces/${metadata.namespace ?? 'default'}/${resource.name}`
    : `${root}/${resource.name}`;
}
