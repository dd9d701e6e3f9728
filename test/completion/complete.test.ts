import { Argument, Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { complete, completionLines } from '../../src/completion/complete.ts';
import { settingChoices } from '../../src/settings/flags.ts';

function program(): Command {
  const program = new Command('p').version('1.0.0');
  program
    .command('look')
    .description('Look at pods. In files.')
    .requiredOption('-f, --filename <file...>', 'files; repeatable')
    .option('-R, --recursive', 'folders too')
    .option('--context <name>', 'context')
    .addOption(new Option('--secret <x>').hideHelp())
    .addOption(new Option('--flavour <value>', 'whose scheduler'))
    .addOption(new Option('-o, --output <format>', 'form').choices(['text', 'json']));
  program.command('listen').description('Listen.');
  program.command('shell').addArgument(new Argument('<shell>').choices(['bash', 'zsh']));
  program.command('__complete', { hidden: true }).argument('[words...]');
  return program;
}

const completion = (...words: readonly string[]) =>
  complete(program(), words, ({ long }) => (long === '--flavour' ? ['runai', 'kai'] : undefined));
const wordsOf = (...words: readonly string[]) => completion(...words).candidates.map(({ word }) => word);

describe('completion', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['commands that are not hidden', [''], ['look', 'listen', 'shell', 'help']],
    ['commands that begin so', ['l'], ['look', 'listen']],
    ['flags of the program', ['--'], ['--version', '--help']],
    [
      'flags of a command, without hidden ones',
      ['look', '--'],
      ['--filename', '--recursive', '--context', '--flavour', '--output', '--help'],
    ],
    ['the same for one hyphen', ['look', '-'], wordsOf('look', '--')],
    ['values of a flag', ['look', '-o', ''], ['text', 'json']],
    ['values that begin so', ['look', '--output', 'j'], ['json']],
    ['values behind an equals sign, as whole words', ['look', '--output=t'], ['--output=text']],
    ['values that a schema lists', ['look', '--flavour', 'k'], ['kai']],
    ['flags again behind a value', ['look', '-o', 'json', '--re'], ['--recursive']],
    ['flags behind a flag that has no value', ['look', '-R', '--re'], ['--recursive']],
    ['flags behind a flag that brought its value', ['look', '--output=json', '--re'], ['--recursive']],
    ['flags behind several files', ['look', '-f', 'a', 'b', '--re'], ['--recursive']],
    ['a value, though it is named as a command is', ['look', '--context', 'listen', '--re'], ['--recursive']],
    ['choices of an argument', ['shell', ''], ['bash', 'zsh']],
    ['no second argument where there is one', ['shell', 'bash', ''], []],
    ['nothing for a value that can be anything', ['look', '--context', ''], []],
    ['no flags behind two hyphens', ['look', '--', '--re'], []],
    ['no commands behind one that does not exist', ['loook', ''], []],
    ['nothing for an empty line', [], ['look', 'listen', 'shell', 'help']],
  ])('offers %s', (_what, words, expected) => {
    expect(wordsOf(...words)).toEqual(expected);
  });

  it.each([
    ['for a file', ['look', '--filename', ''], true],
    ['for the second of several files', ['look', '--filename', 'a', 'b'], true],
    ['behind an equals sign', ['look', '--filename=a'], true],
    ['for no other value', ['look', '--context', ''], false],
    ['for no flag', ['look', '--re'], false],
  ])('leaves files to the shell %s', (_what, words, expected) => {
    expect(completion(...words).files).toBe(expected);
  });

  it('says what a word is for in one sentence, and ends as kubectl wants it', () => {
    expect(completionLines(completion('look', '--f'))).toBe('--filename\tfiles\n--flavour\twhose scheduler\n:4\n');
    expect(completionLines(completion('loo'))).toBe('look\tLook at pods\n:4\n');
    expect(completionLines(completion('look', '-f', ''))).toBe(':0\n');
  });
});

describe('what a setting can be', () => {
  it.each([
    ['--flavour', ['runai', 'kai']],
    ['--queue-label', ['true', 'false']],
    ['--project-guard', ['deny', 'warn', 'off']],
    ['--scheduler-name', undefined],
    ['--no-such-flag', undefined],
    [undefined, undefined],
  ])('is known of %s from the schema', (flag, expected) => {
    expect(settingChoices(flag)).toEqual(expected);
  });
});
