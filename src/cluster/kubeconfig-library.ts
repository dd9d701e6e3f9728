/*
 * By itself, since the bundle has it in a file by itself (scripts/bundle/bundle.mjs): it is most of the program's code, and only
 * those need it who have a kubeconfig.
 */
export { KubeConfig } from '@kubernetes/client-node';
