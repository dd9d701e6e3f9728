import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../control-plane.ts';
import { freePort } from '../ports.ts';
import { answersOk, waitUntilReady } from '../processes.ts';
import { program } from '../programs.ts';
import { apiPort } from '../watches/watching.ts';

/** A program that is scraped over plain HTTP. */
export interface Scraped {
  readonly pod: string;
  readonly healthPort: number;
}

/** A time series, as Prometheus answers a range query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970, and the value as text. */
  readonly values: readonly (readonly [number, string])[];
}

export interface Prometheus {
  get<T>(path: string, parameters?: Readonly<Record<string, string>>): Promise<T>;
  range(query: string, start: number, end: number, step: number): Promise<readonly Series[]>;
}

/** Starts a Prometheus that scrapes these replicas and the cluster's API server, and evaluates these rules. */
export async function startPrometheus(
  cluster: Cluster,
  replicas: readonly Scraped[],
  rules: object,
  scrapeSeconds: number,
): Promise<Prometheus> {
  const file = (name: string): string => join(cluster.folder, 'prometheus', name);
  const { cert, key } = await cluster.authority.client('prometheus', ['system:masters']);
  mkdirSync(file(''), { recursive: true });
  const files = {
    'ca.crt': cluster.authority.cert,
    'client.crt': cert,
    'client.key': key,
    'rules.yaml': JSON.stringify(rules),
    // JSON is YAML.
    'prometheus.yaml': JSON.stringify({
      global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
      rule_files: [file('rules.yaml')],
      scrape_configs: [
        {
          job_name: 'gpu-fraction-webhook',
          static_configs: replicas.map(({ pod, healthPort }) => ({
            targets: [`127.0.0.1:${healthPort}`],
            labels: { pod },
          })),
        },
        {
          job_name: 'apiserver',
          scheme: 'https',
          tls_config: { ca_file: file('ca.crt'), cert_file: file('client.crt'), key_file: file('client.key') },
          static_configs: [{ targets: [`127.0.0.1:${apiPort(cluster)}`] }],
        },
      ],
    }),
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(file(name), text, { mode: 0o600 });
  }
  const url = `http://127.0.0.1:${await freePort()}`;
  const running = await cluster.processes.run({
    name: 'prometheus',
    file: await program('prometheus', 'prometheus'),
    args: [
      `--config.file=${file('prometheus.yaml')}`,
      `--storage.tsdb.path=${file('data')}`,
      `--web.listen-address=${new URL(url).host}`,
    ],
  });
  await waitUntilReady(running, () => answersOk(`${url}/-/ready`));

  const get = async <T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== 'success') {
      throw new Error(`Prometheus answers ${path} ${parameters['query'] ?? ''}: ${answer.error}`);
    }
    return answer.data;
  };
  return {
    get,
    range: async (query, start, end, step) => {
      const parameters = { query, start: String(start), end: String(end), step: String(step) };
      return (await get<{ result: Series[] }>('query_range', parameters)).result;
    },
  };
}
