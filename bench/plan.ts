import { parseArgs } from 'node:util';
import { SERVER_IDS, type ServerId } from './servers/server.ts';

/** The parts of the bench. `closed-loop` and `fixed-rates` are loads of one run, side by side. */
export const PARTS = [
  'closed-loop',
  'fixed-rates',
  'replica',
  'inside',
  'sizes',
  'in-process',
  'watches',
  'cluster',
  'node',
  'soak',
] as const;

export type Part = (typeof PARTS)[number];

/** What is measured, and how long. */
export interface Plan {
  readonly parts: ReadonlySet<Part>;
  readonly servers: readonly ServerId[];
  readonly rounds: number;
  readonly isQuick: boolean;
  /** Whether neither parts nor servers were chosen, and nothing is cut short. */
  readonly isWhole: boolean;
  /** How long the soak takes. */
  readonly soakMinutes: number;
  /** Whether the page is written. What was not measured this time stays on it as it was. */
  readonly writes: boolean;
}

/**
 * Reads the command line: everything but the soak, with `--quick` for a first impression, or chosen parts and servers. The
 * page is written by a whole run, or where `--write` says so.
 */
export function readPlan(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      servers: { type: 'string', default: '' },
      rounds: { type: 'string', default: '' },
      'soak-minutes': { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
    },
  });
  const parts = listed('ONLY', values.only, PARTS);
  const servers = listed('SERVERS', values.servers, SERVER_IDS);
  const isWhole = !values.quick && parts.length === 0 && servers.length === 0;
  return {
    parts: new Set(parts.length > 0 ? parts : PARTS.filter((part) => part !== 'soak')),
    servers: servers.length > 0 ? servers : SERVER_IDS,
    rounds: counted('ROUNDS', values.rounds, values.quick ? 1 : 10),
    isQuick: values.quick,
    isWhole,
    soakMinutes: counted('MINUTES', values['soak-minutes'], 60),
    writes: isWhole || values.write,
  };
}

/** The names in a comma-separated list, in the order of the list that they are out of. */
function listed<Name extends string>(what: string, text: string, names: readonly Name[]): readonly Name[] {
  const wanted = text.split(',').filter((name) => name !== '');
  const unknown = wanted.find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    throw new Error(`${what}=${text}: ${unknown} is none of ${names.join(', ')}`);
  }
  return names.filter((name) => wanted.includes(name));
}

function counted(what: string, text: string, otherwise: number): number {
  if (text === '') {
    return otherwise;
  }
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`${what}=${text}: write a whole number of at least 1`);
  }
  return count;
}
