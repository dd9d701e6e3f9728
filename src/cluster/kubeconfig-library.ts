/*
 * By itself, since the bundle has it in a file by itself (scripts/bundle/bundle.mjs): nearly as much code as
 * all the rest, and only those need it who have a kubeconfig.
 */
export { KubeConfig } from '@kubernetes/client-node';
