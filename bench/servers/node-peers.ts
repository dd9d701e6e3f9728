import { join } from 'node:path';
import type { Server } from './server.ts';

type NodePeer = Pick<Server, 'id' | 'title' | 'answers'> & { readonly file: string };

const peer = ({ file, ...rest }: NodePeer): Server => ({
  ...rest,
  path: '/mutate?timeout=3s',
  start: ({ credentials, port }) => ({
    command: [
      process.execPath,
      join(import.meta.dirname, '../peers', file),
      ...[credentials.certificateFile, credentials.keyFile, String(port)],
    ],
    environment: { NODE_ENV: 'production' },
  }),
});

/** Servers on Node.js that hold no more than they need. */
export const NODE_PEERS: readonly Server[] = [
  { id: 'floor', title: 'node:https, parses and answers a constant', file: 'floor.mjs', answers: 'a constant' },
  { id: 'floor-again', title: 'the same, once more', file: 'floor.mjs', answers: 'a constant' },
  { id: 'fastify', title: 'fastify, a constant', file: 'fastify.mjs', answers: 'a constant' },
  {
    id: 'clone-and-diff',
    title: 'node:https, changes a copy and has it compared',
    file: 'clone-and-diff.mjs',
    answers: 'the patch',
  } as const,
].map((each) => peer(each as NodePeer));
