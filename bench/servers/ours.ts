import { imageStart } from './image.ts';
import type { Server, Start } from './server.ts';

const ours = (id: Server['id'], title: string, ...flags: readonly string[]): Server => ({
  id,
  title,
  path: '/mutate?timeout=3s',
  answers: 'the patch',
  start: ({ credentials, port, otherPort }: Start) => {
    const { command, environment } = imageStart();
    return {
      command: [
        ...command,
        'serve',
        ...['--tls-cert-dir', credentials.folder],
        ...['--https-port', String(port)],
        ...['--health-port', String(otherPort)],
        ...['--address', '127.0.0.1'],
        ...['--lame-duck-seconds', '0'],
        ...flags,
      ],
      environment,
    };
  },
});

/** This project's server, as its image starts it. */
export const OURS: readonly Server[] = [
  ours('ours', 'gpu-fraction-webhook'),
  ours('ours-silent', 'gpu-fraction-webhook without its log', '--log-level', 'silent'),
];
