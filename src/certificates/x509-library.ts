/*
 * By itself, since the bundle has it in a file by itself (scripts/bundle/bundle.mjs): a fifth of the program's code, and
 * only those need it who make certificates.
 */
export { generate } from 'selfsigned';
