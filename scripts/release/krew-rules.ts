import { parse } from 'yaml';
import * as z from 'zod';
import { KREW_PLUGIN } from './krew-manifest.ts';

/*
 * What krew asks of a manifest (its internal/index/validation, internal/installation and cmd/validate-krew-manifest), for
 * want of its own validator here. Fields that krew does not know are refused too: it reads strictly.
 */

const relative = z
  .string()
  .min(1, 'has to be set')
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'must stay inside the archive');

const expression = z.strictObject({
  key: z.enum(['os', 'arch'], 'must be os or arch: krew knows no other key'),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: z.array(z.string()).min(1).optional(),
});

const selector = z
  .strictObject({
    matchLabels: z.strictObject({ os: z.string().optional(), arch: z.string().optional() }).optional(),
    matchExpressions: z.array(expression).min(1, 'must not be empty').optional(),
  })
  .refine((selector) => Object.keys(selector).length > 0, 'must not be empty');

const platform = z.strictObject({
  selector,
  uri: z.url({ protocol: /^https$/, error: 'must be an https address' }),
  sha256: z.string().regex(/^[a-f0-9]{64}$/, 'must be 64 digits of a SHA-256 in small letters'),
  files: z
    .array(z.strictObject({ from: relative, to: relative }))
    .min(1, 'must be left out or hold something')
    .optional(),
  bin: relative,
});

const plugin = z.strictObject({
  apiVersion: z.literal('krew.googlecontainertools.github.com/v1alpha2'),
  kind: z.literal('Plugin'),
  metadata: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'must be of small letters, digits and hyphens')
      .refine((name) => !name.startsWith('kubectl') && name === KREW_PLUGIN, `must be ${KREW_PLUGIN}, as the file is`),
  }),
  spec: z.strictObject({
    version: z.string().regex(/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'must be a version with a v in front'),
    homepage: z.url({ protocol: /^https$/, error: 'must be an https address' }),
    shortDescription: z
      .string()
      .min(1, 'has to be set')
      .max(50, 'must fit the table of `kubectl krew search`: 50 characters')
      .refine((text) => !/[\r\n]/.test(text), 'must be one line')
      .refine((text) => !text.endsWith('.'), 'must not end with a full stop'),
    description: z.string().min(1, 'has to be set'),
    caveats: z.string().optional(),
    platforms: z.array(platform).min(1, 'must name a platform'),
  }),
});

/** What krew would refuse of a manifest, or of the archive that it fetches, a sentence each. */
export function krewProblems(manifest: string, archive: readonly string[]): readonly string[] {
  const read = plugin.safeParse(parse(manifest));
  if (!read.success) {
    return read.error.issues.map(({ path, message }) => `krew manifest: ${path.join('.')} ${message}`);
  }
  const { platforms } = read.data.spec;
  return [
    ...selectorProblems(platforms.map(({ selector }) => selector)),
    ...platforms.flatMap(({ files = [{ from: '*', to: '.' }], bin }, index) => {
      const installed = archive.flatMap((file) => installedAs(file, files));
      const unmatched = files.filter(
        ({ from }) => !archive.some((file) => installedAs(file, [{ from, to: '.' }]).length > 0),
      );
      return [
        ...unmatched.map(({ from }) => `krew manifest: spec.platforms.${index}.files: the archive has no ${from}`),
        ...(installed.includes(bin) ? [] : [`krew manifest: spec.platforms.${index}.bin: ${bin} is not installed`]),
        ...(installed.some((file) => /(^|\/)(licen[cs]es?|copying)(\.txt|\.md)?$/i.test(file))
          ? []
          : [`krew manifest: spec.platforms.${index}.files: no licence is installed`]),
      ];
    }),
  ];
}

/** Where krew runs. */
const PLATFORMS = [
  ...['386', 'amd64', 'arm64'].map((arch) => ({ os: 'windows', arch })),
  ...['386', 'amd64', 'arm', 'arm64', 'ppc64le'].map((arch) => ({ os: 'linux', arch })),
  ...['386', 'amd64', 'arm64'].map((arch) => ({ os: 'darwin', arch })),
];

/** A selector that is never used, or a platform for which two are: krew takes neither. */
function selectorProblems(selectors: readonly z.infer<typeof selector>[]): readonly string[] {
  const unused = selectors.flatMap((one, index) =>
    PLATFORMS.some((platform) => selects(one, platform))
      ? []
      : [`krew manifest: spec.platforms.${index}.selector: is for no platform on which krew runs`],
  );
  const overlapping = PLATFORMS.filter((platform) => selectors.filter((one) => selects(one, platform)).length > 1);
  return [
    ...unused,
    ...overlapping.map(({ os, arch }) => `krew manifest: spec.platforms: more than one is for ${os}/${arch}`),
  ];
}

function selects(
  { matchLabels = {}, matchExpressions = [] }: z.infer<typeof selector>,
  platform: { readonly os: string; readonly arch: string },
): boolean {
  return (
    (matchLabels.os ?? platform.os) === platform.os &&
    (matchLabels.arch ?? platform.arch) === platform.arch &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      // Both labels are on every platform.
      const isThere = operator === 'Exists' || operator === 'DoesNotExist' || values.includes(platform[key]);
      return isThere !== (operator === 'NotIn' || operator === 'DoesNotExist');
    })
  );
}

/** Where krew puts a file of the archive: a file or folder that is named is moved, to its own name where `to` is a dot. */
function installedAs(
  file: string,
  rules: readonly { readonly from: string; readonly to: string }[],
): readonly string[] {
  return rules.flatMap(({ from, to }) => {
    if (from === '*') {
      return [to === '.' ? file : `${to}/${file}`];
    }
    if (file !== from && !file.startsWith(`${from}/`)) {
      return [];
    }
    return [(to === '.' ? (from.split('/').at(-1) ?? from) : to) + file.slice(from.length)];
  });
}
