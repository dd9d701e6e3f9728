import { stringify } from 'yaml';

/** The plugin's name in krew, which links it as `kubectl-gpu_fraction`; the file has to be called after it. */
export const KREW_PLUGIN = 'gpu-fraction';

/** Where krew finds a release. */
export interface KrewRelease {
  readonly version: string;
  /** Of the npm package, whose files lie in a folder `package`. */
  readonly archive: string;
  readonly sha256: string;
  readonly homepage: string;
  /** What package.json says under `engines.node`. */
  readonly node: string;
}

/** The manifest by which krew installs the plugin: the bundle itself, the same on every platform, so Node.js is up to the person. */
export function krewManifest({ version, archive, sha256, homepage, node }: KrewRelease): string {
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: KREW_PLUGIN },
    spec: {
      version: `v${version}`,
      homepage,
      shortDescription: 'Explain and check GPU shares of pods',
      description: [
        'Says what gpu-fraction-webhook makes of a pod or a workload, and why, without touching a cluster (explain),',
        'and whether an installed one works (verify), for the Run:ai and KAI schedulers.',
        `It needs Node.js (${node}) on PATH.`,
        '',
      ].join('\n'),
      caveats: [
        `This plugin is a program for Node.js (${node}), which krew does not install: \`node --version\` has to answer.`,
        'Completion of its words behind `kubectl gpu-fraction`, once, into a folder of PATH:',
        '  kubectl gpu-fraction completion kubectl > ~/.local/bin/kubectl_complete-gpu_fraction',
        '  chmod +x ~/.local/bin/kubectl_complete-gpu_fraction',
        '',
      ].join('\n'),
      platforms: [
        {
          // A script with a line that names its interpreter: nothing that Windows starts.
          selector: { matchExpressions: [{ key: 'os', operator: 'In', values: ['linux', 'darwin'] }] },
          uri: archive,
          sha256,
          files: [
            { from: 'package/LICENSE', to: '.' },
            { from: 'package/dist', to: 'dist' },
          ],
          bin: 'dist/gpu-fraction-webhook.mjs',
        },
      ],
    },
  };
  return stringify(manifest, { lineWidth: 0 });
}
