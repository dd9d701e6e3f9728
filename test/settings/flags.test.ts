import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSettingFlags, flagOf, settingFlags } from '../../src/settings/flags.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { ALL_SETTINGS, DECISION_SETTINGS } from '../../src/settings/schema.ts';

function parse(...words: readonly string[]): Record<string, unknown> {
  const command = addSettingFlags(new Command(), ALL_SETTINGS)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return settingFlags(command.parse(words, { from: 'user' }).opts());
}

describe('flags', () => {
  it('are the settings in lower case with hyphens', () => {
    expect(flagOf('maxWholeGpus')).toBe('max-whole-gpus');
    expect(flagOf('quota.allowedQueues')).toBe('quota-allowed-queues');
  });

  it.each([
    ['a word', ['--scheduler-name', 'x'], { schedulerName: 'x' }],
    ['a number', ['--https-port', '9443'], { httpsPort: 9443 }],
    ['a truth value', ['--queue-label', 'true'], { queueLabel: true }],
    ['a list', ['--excluded-namespaces', 'a, b,'], { excludedNamespaces: ['a', 'b'] }],
    ['a setting of a group', ['--quota-allowed-queues', 'a,b'], { quota: { allowedQueues: ['a', 'b'] } }],
    ['nothing', [], {}],
  ])('become %s', (_what, words, expected) => {
    expect(parse(...words)).toEqual(expected);
  });

  it('leave it to the schema to name what is no number and no truth value', () => {
    expect(() => loadSettings(undefined, parse('--https-port', 'https'))).toThrow('setting httpsPort is "https"');
    expect(() => loadSettings(undefined, parse('--queue-label', 'yes'))).toThrow('setting queueLabel is "yes"');
  });

  it('offer explain no settings that only a server has a use for', () => {
    const names = DECISION_SETTINGS.map(({ name }) => name);
    expect(names).toContain('flavour');
    expect(names).not.toContain('httpsPort');
    expect(names).not.toContain('mode');
  });
});
