import { buildGo, type GoProgram } from '../go-programs.ts';
import type { Server, Start } from './server.ts';

const BY_HAND: GoProgram = {
  name: 'byhand-jsonv2',
  module: 'peers/go',
  package: './byhand',
  environment: { GOEXPERIMENT: 'jsonv2' },
};
const BY_HAND_JSON_V1: GoProgram = {
  ...BY_HAND,
  name: 'byhand-jsonv1',
  environment: { GOEXPERIMENT: 'nojsonv2' },
};
export const CONTROLLER_RUNTIME: GoProgram = {
  name: 'controllerruntime',
  module: 'peers/go',
  package: './controllerruntime',
};

const peer = (
  id: Server['id'],
  title: string,
  program: GoProgram,
  flags: (start: Start) => readonly string[],
): Server => {
  let file = '';
  return {
    id,
    title,
    path: '/mutate?timeout=3s',
    answers: 'the patch',
    prepare: async () => {
      try {
        file = buildGo(program);
        return undefined;
      } catch (error) {
        return { skipped: String(error), enable: 'make bench   # where the Go module proxy can be reached' };
      }
    },
    start: (start) => ({
      command: [
        file,
        ...['-cert', start.credentials.certificateFile],
        ...['-key', start.credentials.keyFile],
        ...flags(start),
      ],
    }),
  };
};

const address = ({ port }: Start): readonly string[] => ['-address', `127.0.0.1:${port}`];

/** The same webhook in Go, as people write it. */
export const GO_PEERS: readonly Server[] = [
  peer('go', 'Go net/http by hand, encoding/json', BY_HAND_JSON_V1, address),
  peer('go-jsonv2', 'Go net/http by hand, encoding/json/v2', BY_HAND, address),
  peer('go-jsonv2-log', 'the same with a log line', BY_HAND, (start) => [...address(start), '-log']),
  peer('controller-runtime', 'controller-runtime, typed pod, patch from raw', CONTROLLER_RUNTIME, ({ port }) => [
    '-port',
    String(port),
  ]),
];
