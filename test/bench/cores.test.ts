import { describe, expect, it } from 'vitest';
import { allowedCores, onCore } from '../../bench/machine/cores.ts';

describe('the cores that a process may use', () => {
  it.each([
    ['0-1', [0, 1]],
    ['3', [3]],
    ['0-2,5,8-9', [0, 1, 2, 5, 8, 9]],
  ])('are read from %s', (list, expected) => {
    expect(allowedCores(`Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\nMems_allowed:\t1\n`)).toEqual(
      expected,
    );
  });

  it('are none where the kernel does not say', () => {
    expect(allowedCores('Name:\tnode\n')).toEqual([]);
  });
});

describe('a command', () => {
  it('runs on the core of its side', () => {
    const cores = { server: 1, generator: 0 };
    expect(onCore(cores, 'server', ['node', 'x.mjs'])).toEqual(['taskset', '-c', '1', 'node', 'x.mjs']);
    expect(onCore(cores, 'generator', ['cat'])).toEqual(['taskset', '-c', '0', 'cat']);
  });

  it('runs anywhere where no core can be kept', () => {
    expect(onCore({ reason: 'a single core' }, 'server', ['node', 'x.mjs'])).toEqual(['node', 'x.mjs']);
  });
});
