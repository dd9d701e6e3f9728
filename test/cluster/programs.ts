import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, buildFolder, goVersion } from './go-build.ts';
import type { GroupName } from './program-groups.ts';
import { programGroup, programGroups } from './program-groups.ts';

/** Whether a group's programs can be had here, and if not, why and what would change that. */
export type Availability = { available: true; from: string } | { available: false; reason: string; enable: string };

/** A folder with ready-made programs: <folder>/<group>/bin/<program> and <folder>/<group>/crds/*.yaml. */
function readyMadeFolder(name: GroupName): string | undefined {
  const root = process.env['GFW_CLUSTER_PROGRAMS'];
  const folder = root ? join(root, name) : undefined;
  return folder !== undefined && existsSync(join(folder, 'bin')) ? folder : undefined;
}

const kubebuilderPrograms = ['etcd/etcd', 'kubernetes/kube-apiserver'];

/** etcd and kube-apiserver as setup-envtest lays them out; it has kubectl too, but no kube-controller-manager. */
function kubebuilderProgram(name: GroupName, program: string): string | undefined {
  const folder = process.env['KUBEBUILDER_ASSETS'];
  if (!folder || !kubebuilderPrograms.includes(`${name}/${program}`)) return undefined;
  const path = join(folder, program);
  if (!existsSync(path)) throw new Error(`KUBEBUILDER_ASSETS is set, but ${path} does not exist`);
  return path;
}

/** Tells, without building anything, where a group's programs would come from. */
export function availability(name: GroupName): Availability {
  const readyMade = readyMadeFolder(name);
  if (readyMade !== undefined) return { available: true, from: readyMade };
  const group = programGroup(name);
  if (name === 'etcd' && kubebuilderProgram('etcd', 'etcd') !== undefined)
    return { available: true, from: 'KUBEBUILDER_ASSETS' };
  if (group.build === undefined) {
    return {
      available: false,
      reason: `${name}: ${group.readyMadeOnly ?? 'nothing builds it'}`,
      enable: `GFW_CLUSTER_PROGRAMS=<folder that holds ${name}/bin/{${Object.keys(group.programs).join(',')}} and ${name}/crds/*.yaml> make cluster`,
    };
  }
  const cached = buildFolder(name, group);
  if (existsSync(cached)) return { available: true, from: cached };
  const go = goVersion();
  if (go !== undefined) return { available: true, from: `${go} and the Go module proxy` };
  return {
    available: false,
    reason: `${name}: no Go toolchain to build it with, and no ready-made program`,
    enable: 'apt-get install golang-go   # Go 1.26 or newer; or set GFW_CLUSTER_PROGRAMS',
  };
}

/** The first group of several that cannot be had, or undefined when all can. */
export function firstUnavailable(
  ...names: readonly GroupName[]
): Extract<Availability, { available: false }> | undefined {
  for (const name of names) {
    const answer = availability(name);
    if (!answer.available) return answer;
  }
  return undefined;
}

/** Path of a program, built first if need be. */
export async function program(name: GroupName, program: string): Promise<string> {
  const assets = kubebuilderProgram(name, program);
  if (assets !== undefined) return assets;
  const path = join(await groupFolder(name), 'bin', program);
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  return path;
}

/** Paths of a group's CRD manifests. */
export async function crdFiles(name: GroupName): Promise<string[]> {
  const folder = join(await groupFolder(name), 'crds');
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file) && !file.startsWith('kustomiz'));
  if (files.length === 0) throw new Error(`${folder} holds no CRD manifests`);
  return files.map((file) => join(folder, file));
}

/** Builds whatever the named groups still lack, one after the other: two builds at once only fight for memory. */
export async function buildAll(names: readonly GroupName[]): Promise<void> {
  for (const name of names) await groupFolder(name);
}

/** Every group that can be had here. */
export function availableGroups(): GroupName[] {
  return (Object.keys(programGroups) as GroupName[]).filter((name) => availability(name).available);
}

async function groupFolder(name: GroupName): Promise<string> {
  const readyMade = readyMadeFolder(name);
  if (readyMade !== undefined) return readyMade;
  const answer = availability(name);
  if (!answer.available) throw new Error(`${answer.reason}; to enable it: ${answer.enable}`);
  if (answer.from === 'KUBEBUILDER_ASSETS') return dirname(process.env['KUBEBUILDER_ASSETS'] ?? '');
  return build(name, programGroup(name));
}
