import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { firstUnavailable, program } from '../../test/cluster/programs.ts';
import { CHART } from '../chart/files.ts';
import { run, succeeds } from '../processes/run.ts';
import { BUNDLE_SBOM } from '../sbom/bundle-sbom.mjs';
import { releaseNotes, UNRELEASED, versionsIn } from './changelog.ts';
import { CHECKSUMS, checksums, sha256Of } from './checksums.ts';
import { KREW_PLUGIN, krewManifest } from './krew-manifest.ts';
import { krewProblems } from './krew-rules.ts';
import { done, judged, linted, missing, type Outcome } from './outcome.ts';
import { contentProblems, PACKAGE_CONTENTS } from './package-contents.ts';
import { addressOf, changelog, chartFile, namedVersions, type Place, packageFile } from './place.ts';
import { disagreements } from './versions.ts';
import { partProblems, type WorkflowPart, workflowProblems } from './workflow-rules.ts';

/** A step of a release: what the workflow does too, or what only it can do. Throws where it cannot be done. */
export interface Step {
  readonly name: string;
  readonly run: (place: Place) => Outcome | Promise<Outcome>;
}

const WORKFLOWS = '.github/workflows';
const RELEASE_WORKFLOW = `${WORKFLOWS}/release.yaml`;

const versions: Step = {
  name: 'versions',
  run: ({ version, tag }) =>
    judged(
      disagreements(namedVersions(tag)),
      `${version} in package.json, its lockfile and the chart; ${tag === undefined ? 'no tag yet' : `tag ${tag}, and in CHANGELOG.md`}`,
    ),
};

const notes: Step = {
  name: 'changelog',
  run: (place) => {
    const { version, tag } = place;
    const isWritten = versionsIn(changelog()).includes(version);
    // Before its tag is there, a version may still be called unreleased; a tag needs its own heading.
    const heading = tag === undefined && !isWritten ? UNRELEASED : version;
    const text = releaseNotes(changelog(), heading, `${addressOf(place)}/blob/v${version}`);
    writeFileSync(place.notes, text);
    const about = `${text.trim().split('\n').length} lines below "## ${heading}", in ${place.notes}`;
    return heading === version ? done(about) : linted(`${about}; a tag needs the heading "## ${version}"`);
  },
};

const bundle: Step = {
  name: 'bundle',
  run: ({ folder, version }) => {
    const printed = run(process.execPath, [`dist/${manifest.name}.mjs`, '--version']).trim();
    copyFileSync(`dist/${BUNDLE_SBOM}`, join(folder, BUNDLE_SBOM));
    return judged(
      printed === version ? [] : [`dist/${manifest.name}.mjs says that it is ${printed}: make build`],
      `says ${printed}; its bill of materials is ${BUNDLE_SBOM}`,
    );
  },
};

const npmPackage: Step = {
  name: 'npm package',
  run: (place) => {
    // The bundle is there, and npm would build it again.
    run('npm', ['pack', '--silent', '--pack-destination', place.folder], { SKIP_PREPARE: '1' });
    return judged(
      contentProblems(filesOf(join(place.folder, packageFile(place)))),
      `${packageFile(place)}, with its ${PACKAGE_CONTENTS.length} files`,
    );
  },
};

/** The files in the npm package, without the folder that npm puts around them. */
const filesOf = (archive: string): readonly string[] =>
  run('tar', ['-tzf', archive])
    .split('\n')
    .filter((line) => line !== '')
    .map((file) => file.replace(/^package\//, ''));

const krew: Step = {
  name: 'krew',
  run: (place) => {
    const archive = join(place.folder, packageFile(place));
    const text = krewManifest({
      version: place.version,
      archive: `${addressOf(place)}/releases/download/v${place.version}/${packageFile(place)}`,
      sha256: sha256Of(readFileSync(archive)),
      homepage: addressOf(place),
      node: manifest.engines.node,
    });
    writeFileSync(join(place.folder, `${KREW_PLUGIN}.yaml`), text);
    const problems = krewProblems(
      text,
      filesOf(archive).map((file) => `package/${file}`),
    );
    const about = `${KREW_PLUGIN}.yaml, by krew's rules as they are known here`;
    return place.repository === undefined
      ? judged(problems, `${about}; its addresses are an example, for want of GITHUB_REPOSITORY`, linted)
      : judged(problems, about);
  },
};

const chart: Step = {
  name: 'chart',
  run: async (place) => {
    const lacking = firstUnavailable('helm3', 'helm4');
    if (lacking !== undefined) {
      return missing(`${lacking.reason}; enable it with: ${lacking.enable}`);
    }
    for (const helm of ['helm3', 'helm4'] as const) {
      run(await program(helm, 'helm'), ['lint', '--strict', '--quiet', CHART]);
    }
    run(await program('helm4', 'helm'), ['package', CHART, '--destination', join(place.folder, 'chart')]);
    // Helm would call it as npm calls its package.
    renameSync(join(place.folder, 'chart', packageFile(place)), join(place.folder, chartFile(place)));
    rmSync(join(place.folder, 'chart'), { recursive: true });
    return done(`${chartFile(place)}, linted by Helm 3 and 4`);
  },
};

const image: Step = {
  name: 'image',
  run: (place) => {
    if (!succeeds('docker', 'version')) {
      return missing('no Docker Engine answers; enable it with: sudo scripts/image/docker-engine.sh');
    }
    const base = /^base: +(.+)$/m.exec(run('scripts/image/build.sh', []))?.[1] ?? 'an unknown base';
    run(process.execPath, ['scripts/sbom/write-image-sbom.ts']);
    const arch = { x64: 'amd64' }[process.arch as string] ?? process.arch;
    const list = `gpu-fraction-webhook-image-${arch}.cdx.json`;
    copyFileSync('dist/gpu-fraction-webhook-image.cdx.json', join(place.folder, list));
    return done(`for ${arch}, on ${base} (a release takes its base by digest); its bill of materials is ${list}`);
  },
};

const workflows: Step = {
  name: 'workflows',
  run: async () => {
    const files = readdirSync(WORKFLOWS).map((file) => join(WORKFLOWS, file));
    const problems = files.flatMap((file) => workflowProblems(file, readFileSync(file, 'utf8')));
    if (problems.length > 0) {
      return judged(problems, '');
    }
    const lacking = firstUnavailable('actionlint');
    if (lacking !== undefined) {
      return missing(`${lacking.reason}; enable it with: ${lacking.enable}`);
    }
    // It takes shellcheck where there is one; what it says must not depend on the machine.
    run(await program('actionlint', 'actionlint'), ['-no-color', '-shellcheck=', '-pyflakes=', ...files]);
    return done(`${files.length} files, by actionlint and this project's own rules`);
  },
};

/** What a release does that cannot be undone, or needs what this machine is not. */
const onlyLinted = (name: string, part: WorkflowPart, why: string): Step => ({
  name,
  run: () => judged(partProblems(part, readFileSync(RELEASE_WORKFLOW, 'utf8')), `${why}; the workflow has it`, linted),
});

const sums: Step = {
  name: 'checksums',
  run: ({ folder }) => {
    const text = checksums(folder);
    writeFileSync(join(folder, CHECKSUMS), text);
    return done(`${text.trim().split('\n').length} files of ${folder} in ${CHECKSUMS}`);
  },
};

/** In the order of a release. */
export const STEPS: readonly Step[] = [
  versions,
  notes,
  bundle,
  npmPackage,
  krew,
  chart,
  image,
  workflows,
  sums,
  onlyLinted('arm64', 'platforms', 'the image is built on a machine of its kind, by the same script'),
  onlyLinted('registries', 'registries', 'image, chart and files are pushed by a release alone'),
  onlyLinted('signatures', 'signatures', 'they are made in the name of a workflow that runs, without a key'),
  onlyLinted('provenance', 'provenance', 'only a workflow that runs can say how it was built'),
];
