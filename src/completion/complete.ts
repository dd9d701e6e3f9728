import type { Command, Option } from 'commander';

/** A word that could come next, and what it is for. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether the word names a file, which a shell can complete better. */
  readonly files: boolean;
}

/** What a flag takes, where commander does not know it: the values of a setting stand in its schema. */
export type ChoicesOf = (option: Option) => readonly string[] | undefined;

const NOTHING: Completion = { candidates: [], files: false };

/**
 * What could stand in place of the last word, from commander's own definitions: there is no second list of commands and
 * flags that could be behind.
 *
 * @param words what is typed behind the program's name; the last one is being typed, and may be empty
 */
export function complete(program: Command, words: readonly string[], choicesOf: ChoicesOf): Completion {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  const { command, operands, option, onlyOperands } = placeOf(program, before);
  if (option !== undefined && !(option.variadic && typed.startsWith('-'))) {
    return matching(valuesOf(option, choicesOf), typed);
  }
  if (!onlyOperands && typed.startsWith('-')) {
    const [, flag] = /^(--[^=]+)=/.exec(typed) ?? [];
    const assigned = flag === undefined ? undefined : optionNamed(command, flag);
    return assigned === undefined
      ? matching({ candidates: flagsOf(command), files: false }, typed)
      : matching(valuesOf(assigned, choicesOf, `${flag}=`), typed);
  }
  const choices = command.registeredArguments[operands]?.argChoices;
  if (choices !== undefined) {
    return matching({ candidates: plain(choices), files: false }, typed);
  }
  return operands > 0 ? NOTHING : matching({ candidates: commandsOf(command), files: false }, typed);
}

/** Where on the command line the last word stands. */
interface Place {
  readonly command: Command;
  /** How many words were given to the command that belong to no flag. */
  readonly operands: number;
  /** The flag whose value comes next. */
  readonly option: Option | undefined;
  /** Behind `--` nothing is a flag any more. */
  readonly onlyOperands: boolean;
}

function placeOf(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, operands: 0, option: undefined, onlyOperands: false };
  for (const word of words) {
    place = after(place, word);
  }
  return place;
}

function after(place: Place, word: string): Place {
  const { command, operands, option, onlyOperands } = place;
  if (option !== undefined && !(option.variadic && word.startsWith('-'))) {
    return { ...place, option: option.variadic ? option : undefined };
  }
  if (onlyOperands || !word.startsWith('-') || word === '-') {
    const next = operands > 0 || onlyOperands ? undefined : command.commands.find((one) => one.name() === word);
    return next === undefined
      ? { ...place, option: undefined, operands: operands + 1 }
      : { command: next, operands: 0, option: undefined, onlyOperands };
  }
  if (word === '--') {
    return { ...place, option: undefined, onlyOperands: true };
  }
  // `--output=json` and `-ojson` have brought their value.
  const named = optionNamed(command, word);
  return { ...place, option: named?.required === true ? named : undefined };
}

const optionNamed = (command: Command, flag: string): Option | undefined =>
  command.options.find(({ long, short }) => long === flag || short === flag);

/** As the help shows them: without hidden ones, with those that commander adds. */
function flagsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', about: firstSentence(description) }));
}

function commandsOf(command: Command): readonly Candidate[] {
  return command.commands.length === 0
    ? []
    : command
        .createHelp()
        .visibleCommands(command)
        .map((one) => ({ word: one.name(), about: firstSentence(one.description()) }));
}

function valuesOf(option: Option, choicesOf: ChoicesOf, prefix = ''): Completion {
  const choices = option.argChoices ?? choicesOf(option);
  return choices === undefined
    ? { candidates: [], files: /<file\b/.test(option.flags) }
    : { candidates: plain(choices.map((choice) => prefix + choice)), files: false };
}

const plain = (words: readonly string[]): readonly Candidate[] => words.map((word) => ({ word, about: '' }));

const matching = ({ candidates, files }: Completion, typed: string): Completion => ({
  candidates: candidates.filter(({ word }) => word.startsWith(typed)),
  files,
});

/** Shells show one line, and some of them all of it. */
const firstSentence = (text: string): string => (/^.*?(?=[.:;](\s|$)|$)/.exec(text)?.[0] ?? '').trim();

/** Values of cobra's ShellCompDirective, which kubectl reads from a plugin's last line. */
const DIRECTIVE = { files: 0, noFiles: 4 } as const;

/** The answer as kubectl expects it of a plugin, and as the scripts for the shells read it too. */
export function completionLines({ candidates, files }: Completion): string {
  const lines = candidates.map(({ word, about }) => (about === '' ? word : `${word}\t${about}`));
  return [...lines, `:${files ? DIRECTIVE.files : DIRECTIVE.noFiles}`, ''].join('\n');
}
