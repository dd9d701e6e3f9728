#!/usr/bin/env node
import { Command } from 'commander';
import { CertificateError } from './certificates/serving-certificate.ts';
import { ClusterError } from './cluster/api-error.ts';
import { completeOnCommandLine, completionOnCommandLine } from './command-line/completion.ts';
import { doctorOnCommandLine } from './command-line/doctor.ts';
import { explainOnCommandLine } from './command-line/explain.ts';
import { exportPolicyOnCommandLine } from './command-line/export-policy.ts';
import { namespacesOnCommandLine } from './command-line/namespaces.ts';
import { serveOnCommandLine } from './command-line/serve.ts';
import { complain, output } from './command-line/terminal.ts';
import { verifyOnCommandLine } from './command-line/verify.ts';
import { whyOnCommandLine } from './command-line/why.ts';
import { PROGRAM } from './decision/vocabulary.ts';
import { InputError } from './manifests/input-error.ts';
import { ListenError } from './server/listen.ts';
import { SettingsError } from './settings/load.ts';
import { version } from './version.ts';

/*
 * The command line. Each command brings its own part of the program with it, when it runs: a server that starts has no
 * use for the controllers that `explain` knows, nor the other way round.
 */

/** What was given on the command line cannot be used; the message says what to do. */
const USAGE_EXIT_CODE = 2;

/** Their messages are sentences for whoever typed the command; of anything else the stack trace is wanted. */
const EXPECTED_ERRORS = [InputError, SettingsError, CertificateError, ClusterError, ListenError] as const;

const COMMANDS = [
  explainOnCommandLine,
  serveOnCommandLine,
  verifyOnCommandLine,
  doctorOnCommandLine,
  whyOnCommandLine,
  namespacesOnCommandLine,
  exportPolicyOnCommandLine,
  completionOnCommandLine,
] as const;

const program = new Command(PROGRAM)
  .description('Sends pods of opted-in namespaces to the Run:ai or KAI scheduler, with their project and GPU share.')
  .version(version);

for (const command of COMMANDS) {
  program.addCommand(command);
}
program.addCommand(completeOnCommandLine, { hidden: true });

for (const command of [program, ...program.commands]) {
  command
    .configureOutput({ writeOut: (text) => void output().write(text) })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));
}

try {
  await program.parseAsync();
} catch (error) {
  if (!EXPECTED_ERRORS.some((kind) => error instanceof kind)) {
    throw error;
  }
  complain((error as Error).message);
  process.exitCode = USAGE_EXIT_CODE;
}
