/** Everything that is in the npm package, which is also the archive that krew fetches. A closed list. */
export const PACKAGE_CONTENTS: readonly string[] = [
  'LICENSE',
  'README.md',
  'bin/kubectl_complete-gpu_fraction.mjs',
  'dist/LICENSES.txt',
  'dist/gpu-fraction-webhook.cdx.json',
  'dist/gpu-fraction-webhook.mjs',
  'dist/gpu-fraction-webhook.mjs.LEGAL.txt',
  'dist/kubeconfig-library.mjs',
  'dist/kubeconfig-library.mjs.LEGAL.txt',
  'dist/x509-library.mjs',
  'dist/x509-library.mjs.LEGAL.txt',
  'package.json',
];

/** What a package has too much or too little, a sentence each. */
export function contentProblems(files: readonly string[]): readonly string[] {
  return [
    ...files
      .filter((file) => !PACKAGE_CONTENTS.includes(file))
      .map((file) => `the package holds ${file}, which is not on the list in scripts/release/package-contents.ts`),
    ...PACKAGE_CONTENTS.filter((file) => !files.includes(file)).map((file) => `the package lacks ${file}`),
  ];
}
