import { Argument, Command } from 'commander';
import { COMPLETE_COMMAND, COMPLETED, COMPLETION_SCRIPTS, type Completed } from '../completion/scripts.ts';
import { settingChoices } from '../settings/flags.ts';
import { output } from './terminal.ts';

export const completionOnCommandLine = new Command('completion')
  .description('Print what a shell, or kubectl, needs to complete the words of this program.')
  .addArgument(new Argument('<shell>', 'whose completion').choices(COMPLETED))
  .action((shell: Completed) => {
    output().write(COMPLETION_SCRIPTS[shell]);
  });

/** What those scripts call, behind `--` so that nothing typed is taken for a flag of this command. */
export const completeOnCommandLine = new Command(COMPLETE_COMMAND)
  .argument('[words...]')
  .action(async (words: readonly string[], _flags, command: Command) => {
    const { complete, completionLines } = await import('../completion/complete.ts');
    const program = command.parent ?? command;
    output().write(completionLines(complete(program, words, ({ long }) => settingChoices(long))));
  });
