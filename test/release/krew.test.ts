import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { krewManifest } from '../../scripts/release/krew-manifest.ts';
import { krewProblems } from '../../scripts/release/krew-rules.ts';
import { PACKAGE_CONTENTS } from '../../scripts/release/package-contents.ts';

const ARCHIVE = PACKAGE_CONTENTS.map((file) => `package/${file}`);
const MANIFEST = krewManifest({
  version: '1.2.0',
  archive: 'https://example.com/a.tgz',
  sha256: 'ab'.repeat(32),
  homepage: 'https://example.com',
  node: manifest.engines.node,
});

/** The manifest with another value at this path; `undefined` takes it away. */
function changed(path: string, value: unknown): string {
  const document = parse(MANIFEST);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => node[key], document);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return stringify(document);
}

describe('the manifest for krew', () => {
  it('keeps the rules of krew, for the archive that a release has', () => {
    expect(krewProblems(MANIFEST, ARCHIVE)).toEqual([]);
  });

  it('says that Node.js is needed, and which', () => {
    const { spec } = parse(MANIFEST) as { spec: { description: string; caveats: string } };
    expect(spec.description).toContain(`needs Node.js (${manifest.engines.node})`);
    expect(spec.caveats).toContain('which krew does not install');
  });

  it.each<[string, unknown, string]>([
    ['apiVersion', 'v1', 'apiVersion'],
    ['metadata.name', 'gpu_fraction', 'metadata.name must be of small letters'],
    ['metadata.name', 'another', 'metadata.name must be gpu-fraction, as the file is'],
    ['spec.version', '1.2.0', 'spec.version must be a version with a v in front'],
    ['spec.shortDescription', '', 'spec.shortDescription has to be set'],
    ['spec.shortDescription', 'a\nb', 'spec.shortDescription must be one line'],
    ['spec.shortDescription', 'a'.repeat(51), 'spec.shortDescription must fit'],
    ['spec.platforms', [], 'spec.platforms must name a platform'],
    ['spec.platforms.0.selector', {}, 'spec.platforms.0.selector must not be empty'],
    ['spec.platforms.0.selector', undefined, 'spec.platforms.0.selector'],
    ['spec.platforms.0.selector.matchExpressions.0.key', 'libc', 'must be os or arch'],
    ['spec.platforms.0.selector.matchExpressions.0.key', 'arch', 'selector: is for no platform on which krew runs'],
    ['spec.platforms.0.selector.matchExpressions.0.operator', 'DoesNotExist', 'is for no platform'],
    ['spec.platforms.0.selector', { matchLabels: { os: 'plan9' } }, 'is for no platform'],
    ['spec.platforms.0.uri', 'http://example.com/a.tgz', 'spec.platforms.0.uri must be an https address'],
    ['spec.platforms.0.sha256', 'AB'.repeat(32), 'spec.platforms.0.sha256 must be 64 digits'],
    ['spec.platforms.0.files', [], 'spec.platforms.0.files must be left out'],
    ['spec.platforms.0.files.0.to', '../..', 'spec.platforms.0.files.0.to must stay inside'],
    ['spec.platforms.0.files.0.from', 'package/COPYRIGHT', 'the archive has no package/COPYRIGHT'],
    ['spec.platforms.0.bin', 'gpu-fraction-webhook.mjs', 'bin: gpu-fraction-webhook.mjs is not installed'],
    ['spec.platforms.0.bin', '', 'spec.platforms.0.bin has to be set'],
    ['spec.surprise', 'x', 'surprise'],
  ])('is refused with %s %j', (path, value, problem) => {
    expect(krewProblems(changed(path, value), ARCHIVE).join('\n')).toContain(problem);
  });

  it('is refused where two platforms are for the same machine', () => {
    const [platform] = parse(MANIFEST).spec.platforms;
    const linux = { ...platform, selector: { matchLabels: { os: 'linux', arch: 'arm64' } } };
    expect(krewProblems(changed('spec.platforms', [platform, linux]), ARCHIVE)).toEqual([
      'krew manifest: spec.platforms: more than one is for linux/arm64',
    ]);
    const windows = {
      ...platform,
      selector: { matchExpressions: [{ key: 'os', operator: 'NotIn', values: ['linux', 'darwin'] }] },
    };
    expect(krewProblems(changed('spec.platforms', [platform, windows]), ARCHIVE)).toEqual([]);
  });

  it('is refused where no licence is installed, and taken without a list of files', () => {
    const bin = 'package/dist/gpu-fraction-webhook.mjs';
    const whole = changed('spec.platforms.0.files', undefined).replace(/bin: .*/, `bin: ${bin}`);
    expect(krewProblems(whole, ARCHIVE)).toEqual([]);
    expect(krewProblems(whole, [bin])).toEqual([expect.stringContaining('no licence is installed')]);
  });
});
