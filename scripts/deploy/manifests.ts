import { spawnSync } from 'node:child_process';
import { FLAVOURS } from '../../src/settings/flavours.ts';
import { program } from '../../test/cluster/programs.ts';
import { CHART } from '../chart/files.ts';

const NAME = 'gpu-fraction-webhook';

/**
 * Plain manifests for those who use no Helm: the chart as Helm renders it with its defaults, for each flavour.
 *
 * @returns path to text
 */
export async function deployFiles(): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = { 'deploy/kustomization.yaml': defaultFlavour() };
  for (const flavour of Object.keys(FLAVOURS)) {
    files[`deploy/${flavour}/kustomization.yaml`] = kustomization(flavour);
    files[`deploy/${flavour}/namespace.yaml`] = namespace();
    files[`deploy/${flavour}/${NAME}.yaml`] = await manifests(flavour);
  }
  return files;
}

const WRITTEN = '# Written by `make deploy` from the chart; do not edit.\n';

const defaultFlavour = (): string => `# kubectl apply -k deploy          for Run:ai
# kubectl apply -k deploy/kai      for KAI-Scheduler
${WRITTEN}apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - runai
`;

const kustomization = (flavour: string): string => `# kubectl apply -k deploy/${flavour}
${WRITTEN}#
# Where your image is, and settings of your own, belong into a kustomization of yours:
#
#   resources:
#     - <this folder>
#   images:
#     - name: ${NAME}
#       newName: registry.example.com/team/${NAME}
#
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - namespace.yaml
  - ${NAME}.yaml
`;

const namespace = (): string => `${WRITTEN}apiVersion: v1
kind: Namespace
metadata:
  name: ${NAME}
  labels:
    pod-security.kubernetes.io/enforce: restricted
`;

async function manifests(flavour: string): Promise<string> {
  const { status, stdout, stderr } = spawnSync(
    await program('helm4', 'helm'),
    [
      ...['template', NAME, CHART, '--namespace', NAME, '--skip-tests'],
      ...['--set', `image.repository=${NAME}`, '--set', `config.flavour=${flavour}`],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Error(`helm template: ${stderr}`);
  }
  // What says that Helm looks after an object would be wrong here.
  const lines = stdout
    .split('\n')
    .filter((line) => !/^\s+(helm\.sh\/chart|app\.kubernetes\.io\/managed-by): |^# Source: /.test(line));
  return `${WRITTEN}${lines.join('\n')}`;
}
