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

  describe('beside somebody who sends a valid review on each connection, and then stops in the middle of the next', () => {
    const besideStrangers = () => {
      const subject = tableOf();
      for (const name of ['first', 'second', 'third']) {
        subject.connect(name, 'known at work');
      }
      return subject;
    };

    test('takes the place of one of these, if its own address has fewer', () => {
      const subject = besideStrangers();
      subject.connect('API server', 'known', '10.0.0.1');
      subject.connect('new', 'young handshake', '10.0.0.1');
      expect(subject.gone()).toEqual(['first']);
      expect(subject.closed).toEqual(['known']);
    });

    test.each<{ what: string; state: State }>([
      { what: 'a handshake that has only begun', state: 'young handshake' },
      { what: 'one that is idle', state: 'known' },
      { what: 'one with a request', state: 'known at work' },
    ])(
      'is turned away, if it is another of these, before it takes that of an address with fewer: $what',
      ({ state }) => {
        const subject = besideStrangers();
        subject.connect('API server', state, '10.0.0.1');
        subject.connect('new', 'young handshake');
        expect(subject.gone()).toEqual(['new']);
      },
    );
  });

  describe('beside many addresses with a connection each', () => {
    const besideMany = () => {
      const subject = tableOf(32);
      for (let index = 0; index < 4; index += 1) {
        subject.connect(`API server ${index}`, index < 2 ? 'known' : 'known at work', '10.0.0.1');
      }
      for (let index = 0; index < 28; index += 1) {
        subject.connect(`stranger ${index}`, 'young handshake', `10.1.0.${index}`);
      }
      return subject;
    };

    test('takes the place of one of these, if it is one more', () => {
      const subject = besideMany();
      subject.connect('new', 'young handshake', '10.1.1.1');
      expect(subject.gone()).toEqual(['stranger 0']);
    });

    test('takes the place of the one before of its own address, if it is the third there', () => {
      const subject = besideMany();
      subject.connect('second', 'young handshake', '10.1.0.11');
      subject.connect('third', 'young handshake', '10.1.0.11');
      expect(subject.gone()).toEqual(['stranger 0', 'stranger 11']);
    });
  });

  test('takes the place of an idle one where there is nothing but known ones', () => {
    const subject = tableOf();
    for (const [index, state] of (['known at work', 'known', 'known', 'known at work'] as const).entries()) {
      subject.connect(`${index}`, state, `10.0.0.${index}`);
    }
    subject.connect('new', 'young handshake', '10.0.0.9');
    expect(subject.gone()).toEqual(['1']);
  });

  test('takes the place of a request that an unknown caller does not finish, however few its address has', () => {
    const subject = tableOf();
    subject.connect('other', 'unknown at work', '10.0.0.3');
    for (const name of ['0', '1', '2']) {
      subject.connect(name, 'known at work', '10.0.0.1');
    }
    subject.connect('new', 'young handshake', '10.0.0.1');
    expect(subject.gone()).toEqual(['other']);
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
