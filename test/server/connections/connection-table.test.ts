import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ConnectionTable, connectionLimit } from '../../../src/server/connections/connection-table.ts';

/** A socket as far as the table looks at it. */
class FakeSocket extends EventEmitter {
  readonly remoteAddress: string;
  readonly remotePort: number;
  isDestroyed = false;

  constructor(remoteAddress: string, remotePort: number) {
    super();
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }

  destroy(): void {
    this.isDestroyed = true;
    this.emit('close');
  }
}

type State = 'handshake' | 'young handshake' | 'unknown' | 'unknown at work' | 'known' | 'known at work';

/** A table for four, and connections that are told by a name. */
function tableOf(limit = 4) {
  let now = 0;
  let port = 1000;
  const closed: string[] = [];
  const table = new ConnectionTable(
    limit,
    (connection) => closed.push(connection),
    () => now,
  );
  const sockets = new Map<string, FakeSocket>();
  const connect = (name: string, state: State, address = '10.0.0.2'): void => {
    // A new one is young until the others have been there for a second.
    now += state === 'young handshake' ? 1 : 1000;
    port += 1;
    const socket = new FakeSocket(address, port);
    sockets.set(name, socket);
    const connection = table.add(socket as unknown as Socket);
    if (connection !== undefined && !state.endsWith('handshake')) {
      table.opened(socket as unknown as Socket);
      connection.isKnown = state.startsWith('known');
      if (state.endsWith('work')) {
        table.arrived(connection);
      }
    }
  };
  const gone = (): string[] => [...sockets].filter(([, { isDestroyed }]) => isDestroyed).map(([name]) => name);
  return { table, closed, connect, gone, sockets };
}

describe('a new connection', () => {
  test.each<{ what: string; states: readonly State[]; goes: string; closed: string }>([
    {
      what: 'an unfinished handshake',
      states: ['unknown', 'handshake', 'known', 'handshake'],
      goes: '1',
      closed: 'handshake',
    },
    {
      what: 'one that brought no review',
      states: ['known', 'unknown at work', 'unknown', 'unknown'],
      goes: '2',
      closed: 'unknown',
    },
    {
      what: 'one that never finishes its request',
      states: ['known', 'known', 'unknown at work', 'known'],
      goes: '2',
      closed: 'unknown',
    },
    {
      what: 'the one that is idle for longest',
      states: ['known at work', 'known', 'known', 'known at work'],
      goes: '1',
      closed: 'idle',
    },
  ])('takes the place of $what', ({ states, goes, closed }) => {
    const subject = tableOf();
    states.forEach((state, index) => void subject.connect(String(index), state));
    expect(subject.gone()).toEqual([]);
    subject.connect('new', 'handshake');
    expect(subject.gone()).toEqual([goes]);
    expect(subject.closed).toEqual([closed]);
    expect(subject.table.size()).toBe(4);
  });

  test('takes the place of one that brought no review before that of a handshake that has only begun', () => {
    const subject = tableOf();
    subject.connect('0', 'known');
    subject.connect('1', 'unknown at work');
    subject.connect('2', 'unknown');
    subject.connect('3', 'young handshake');
    subject.connect('4', 'young handshake');
    expect(subject.gone()).toEqual(['2']);
    subject.connect('5', 'young handshake');
    expect(subject.gone()).toEqual(['2', '3']);
  });

  test('is turned away only where all others have a request of the API server under way', () => {
    const subject = tableOf();
    for (const name of ['0', '1', '2', '3']) {
      subject.connect(name, 'known at work');
    }
    subject.connect('new', 'handshake');
    expect(subject.gone()).toEqual(['new']);
    expect(subject.closed).toEqual(['new']);
  });

  test('takes the place of one from the address that has most, though others are older', () => {
    const subject = tableOf();
    subject.connect('API server', 'handshake', '10.0.0.1');
    subject.connect('other', 'handshake', '10.0.0.3');
    subject.connect('first of many', 'handshake', '10.0.0.2');
    subject.connect('second of many', 'handshake', '10.0.0.2');
    subject.connect('new', 'handshake', '10.0.0.2');
    expect(subject.gone()).toEqual(['first of many']);
  });

  test('takes nobody’s place where there is room again', () => {
    const subject = tableOf(1);
    subject.connect('0', 'known at work');
    subject.sockets.get('0')?.emit('close');
    subject.connect('new', 'handshake');
    expect(subject.gone()).toEqual([]);
  });
});

test.each([
  { setting: 512, files: 1_048_576, is: 512 },
  { setting: 512, files: 256, is: 192 },
  { setting: 512, files: Number.POSITIVE_INFINITY, is: 512 },
])('of $files files, with maxConnections $setting, $is may be connections', ({ setting, files, is }) => {
  expect(connectionLimit(setting, files)).toBe(is);
});

test('the number of files is read from the system', () => {
  expect(connectionLimit(16)).toBe(16);
});
