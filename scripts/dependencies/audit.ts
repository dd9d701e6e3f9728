import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A known vulnerability of a package in a lockfile. */
export interface Advisory {
  /** As GHSA-xxxx-xxxx-xxxx, the last part of its address. */
  readonly id: string;
  readonly title: string;
  readonly severity: 'info' | 'low' | 'moderate' | 'high' | 'critical';
  readonly package: string;
  /** Where npm installs the versions that are affected. */
  readonly folders: readonly string[];
}

/** What the registry says: its advisories, or nothing, and then why. */
export type Audit =
  | { readonly kind: 'asked'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'unanswered'; readonly why: string };

/**
 * Asks the registry that npm is set up for about the packages of a lockfile. Mirrors of the registry often serve packages
 * and no advisories, some of them with an answer that looks like "none"; so it is asked about a known one first.
 *
 * @param folder with package.json and package-lock.json
 * @param registry another registry than npm's settings say
 * @throws Error where npm never got as far as asking
 */
export async function audit(folder: string, registry?: string): Promise<Audit> {
  const known = await withCanary((canary) => npmAudit(canary, registry));
  if (known.kind === 'unanswered') {
    return known;
  }
  if (known.advisories.length === 0) {
    const why = `the registry answers, and knows of nothing, not even of ${CANARY.name} ${CANARY.version}`;
    return { kind: 'unanswered', why };
  }
  return npmAudit(folder, registry);
}

/** Since 2020 there has been GHSA-vh95-rmgr-6w4m about it. It is named to the registry, and never fetched to be installed. */
const CANARY = { name: 'minimist', version: '0.0.8' };

async function withCanary<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-audit-'));
  const root = { name: 'canary', version: '0.0.0', dependencies: { [CANARY.name]: CANARY.version } };
  const packages = { '': root, [`node_modules/${CANARY.name}`]: { version: CANARY.version } };
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, packages }));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `npm audit --json`, as far as it is read. */
interface Report {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly nodes: readonly string[];
        /** Names where the fault is in a package that it needs. */
        readonly via: readonly (string | (Pick<Advisory, 'severity' | 'title'> & { readonly url: string }))[];
      }
    >
  >;
  /** Of an answer that was none, such as one with status 404, and of one that did not come. */
  readonly message?: string;
}

async function npmAudit(folder: string, registry: string | undefined): Promise<Audit> {
  const args = ['audit', '--json', '--package-lock-only', '--fetch-retries=1', '--fetch-timeout=60000'];
  const { stdout, stderr } = await npm(registry === undefined ? args : [...args, `--registry=${registry}`], folder);
  const report = parse(stdout);
  if (report?.auditReportVersion === 2) {
    return { kind: 'asked', advisories: advisoriesOf(report) };
  }
  if (report?.message === undefined) {
    throw new Error(`npm audit did not ask the registry: ${stderr}${stdout}`);
  }
  return { kind: 'unanswered', why: `npm says: ${report.message}` };
}

/** What npm prints; that it ends with 1 where there are advisories is no failure. */
function npm(args: readonly string[], cwd: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile('npm', args, { cwd, maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') {
        reject(error);
      } else {
        resolve({ stdout, stderr });
      }
    });
  });
}

function parse(text: string): Report | undefined {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}

function advisoriesOf({ vulnerabilities = {} }: Report): readonly Advisory[] {
  return Object.values(vulnerabilities).flatMap(({ name, nodes, via }) =>
    via.flatMap((one) =>
      typeof one === 'string'
        ? []
        : [
            {
              id: one.url.replace(/^.*\//, ''),
              title: one.title,
              severity: one.severity,
              package: name,
              folders: nodes,
            },
          ],
    ),
  );
}
