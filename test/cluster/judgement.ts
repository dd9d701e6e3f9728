import type { Manifest } from './api.ts';
import { ApiError, createSeeing } from './api.ts';
import type { Cluster } from './control-plane.ts';

/** What the API server, with its policies and webhooks, answers to the creation of an object. */
export interface Judgement {
  refused: ApiError | undefined;
  warnings: string[];
}

/** Creates an object, by default in a dry run, and says what came of it. */
export async function judge(cluster: Cluster, manifest: Manifest, query = '?dryRun=All'): Promise<Judgement> {
  try {
    return { refused: undefined, warnings: (await createSeeing(cluster.kubeConfig, manifest, query)).warnings };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { refused: error, warnings: error.warnings };
  }
}
