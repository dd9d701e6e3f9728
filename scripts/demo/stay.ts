import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Paint } from '../../src/explain/render/paint.ts';
import type { Review } from './admission-review.ts';
import { SURROUNDINGS } from './samples.ts';
import type { WebhookProcess } from './webhook-process.ts';

/** Commands to paste while the server stays up. */
export interface Invitation {
  readonly text: string;
  /** Takes away the files that the commands need. */
  withdraw(): void;
}

/** @param review a request worth sending, which becomes a file */
export function invite(
  webhook: WebhookProcess,
  review: Review,
  file: string,
  { program, folder, paint }: { readonly program: string; readonly folder: string; readonly paint: Paint },
): Invitation {
  const temporary = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-demo-'));
  const reviewFile = join(temporary, 'review.json');
  writeFileSync(reviewFile, `${JSON.stringify(review, null, 2)}\n`);
  const manifests = SURROUNDINGS.map((name) => ` \\\n    --namespace-manifest ${join(folder, name)}`).join('');
  return {
    text: [
      paint('bold', `The server stays up. In another terminal, send the pod of ${file} to it:`),
      '',
      `  curl --cacert ${webhook.certificateFile} -H 'Content-Type: application/json' \\`,
      `    --data @${reviewFile} https://localhost:${webhook.httpsPort}/mutate`,
      '',
      paint('bold', 'The patch in the answer is base64. What it says, in words and without a server:'),
      '',
      `  node ${program} explain -f ${join(folder, file)}${manifests}`,
      '',
      'Ctrl-C ends it.',
    ].join('\n'),
    withdraw: () => rmSync(temporary, { recursive: true, force: true }),
  };
}
