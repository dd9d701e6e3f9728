import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { COMPLETION_SCRIPTS, PLUGIN, PLUGIN_COMPLETION } from '../../src/completion/scripts.ts';

/* The scripts in real shells. One that is not on this machine is skipped, and its name says what would bring it. */

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gpu-fraction-webhook-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

for (const name of ['gpu-fraction-webhook', PLUGIN]) {
  writeExecutable(name, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
}
writeFileSync(join(folder, 'pod.yaml'), '');
writeFileSync(join(folder, 'pod of a team.yaml'), '');

function writeExecutable(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
}

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const without = (shell: string): string => (has(shell) ? '' : `; skipped, no ${shell} here: apt-get install ${shell}`);

/** Runs a script to its end and returns the lines that it printed. */
function lines(command: string, args: readonly string[]): readonly string[] {
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}`, HOME: folder, TERM: 'dumb' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, encoding: 'utf8', timeout: 25_000 });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(!has('bash'))(`in bash${without('bash')}`, () => {
  /** The words as bash takes a line apart, which it does at equals signs too. */
  const inBash = (...words: readonly string[]): readonly string[] =>
    lines('bash', [
      '--norc',
      '-c',
      `source <(gpu-fraction-webhook completion bash)
       complete -p gpu-fraction-webhook kubectl-gpu_fraction >/dev/null || exit 1
       COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
       _gpu_fraction_webhook "$1" "\${COMP_WORDS[COMP_CWORD]}"
       printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ]);

  it.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['gpu-fraction-webhook', 'ver'], ['verify']],
    ['a flag', ['gpu-fraction-webhook', 'explain', '--rec'], ['--recursive']],
    ['a value', ['gpu-fraction-webhook', 'explain', '--flavour', ''], ['runai', 'kai']],
    ['a value behind an equals sign', ['gpu-fraction-webhook', 'verify', '--output', '=', 'js'], ['json']],
    ['any value behind an equals sign', ['gpu-fraction-webhook', 'verify', '--output', '='], ['text', 'json']],
    ['the plugin of kubectl', [PLUGIN, 'serve', '--client-ca'], ['--client-ca-file']],
    ['a file, with spaces too', ['gpu-fraction-webhook', 'explain', '-f', 'pod'], ['pod of a team.yaml', 'pod.yaml']],
    ['a file behind an equals sign', ['gpu-fraction-webhook', 'serve', '--config', '=', 'pod.'], ['pod.yaml']],
    ['nothing that does not exist', ['gpu-fraction-webhook', 'explain', '--zzz'], []],
  ])('completes %s', (_what, words, expected) => {
    expect([...inBash(...words)].sort()).toEqual([...expected].sort());
  });
});

describe.skipIf(!has('zsh'))(`in zsh${without('zsh')}`, () => {
  /** An interactive zsh in a terminal of its own, which prints the line that it has completed. */
  const inZsh = (line: string): readonly string[] =>
    lines('zsh', [
      '-f',
      '-c',
      `zmodload zsh/zpty
       zpty shell zsh -f -i
       zpty -w shell 'PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -d $HOME/dump; source <(gpu-fraction-webhook completion zsh)'
       zpty -w shell 'show() { print -r -- "<<$BUFFER>>"; exit }; zle -N show; bindkey "^X" show; print READY'
       zpty -r shell seen '*READY*READY*'
       zpty -w -n shell $1$'\\t\\x18'
       zpty -r shell seen '*<<*>>*'
       print -r -- "\${\${seen##*<<}%%>>*}"`,
      'zsh',
      line,
    ]);

  it.each([
    ['a command', 'gpu-fraction-webhook ver', 'gpu-fraction-webhook verify '],
    ['a flag', 'gpu-fraction-webhook explain --rec', 'gpu-fraction-webhook explain --recursive '],
    ['a value', 'gpu-fraction-webhook explain --flavour k', 'gpu-fraction-webhook explain --flavour kai '],
    [
      'a file behind an equals sign',
      'kubectl-gpu_fraction serve --config=pod.',
      'kubectl-gpu_fraction serve --config=pod.yaml ',
    ],
  ])('completes %s', (_what, line, expected) => {
    expect(inZsh(line)).toEqual([expected]);
  });
});

describe.skipIf(!has('fish'))(`in fish${without('fish')}`, () => {
  const inFish = (line: string): readonly string[] =>
    lines('fish', ['--no-config', '-c', `gpu-fraction-webhook completion fish | source; complete -C '${line}'`]);

  it.each([
    ['a command with what it is for', 'gpu-fraction-webhook ver', /^verify\tSay whether pods come out/],
    ['a flag', 'kubectl-gpu_fraction explain --rec', /^--recursive\t/],
    ['a value', 'gpu-fraction-webhook explain --flavour k', /^kai$/],
    ['a file', 'gpu-fraction-webhook explain -f pod.y', /^pod\.yaml/],
    ['a file behind an equals sign', 'gpu-fraction-webhook serve --config=pod.y', /^--config=pod\.yaml/],
  ])('completes %s', (_what, line, expected) => {
    expect(inFish(line)).toEqual([expect.stringMatching(expected)]);
  });
});

it('answers kubectl, which asks by a program of a certain name', () => {
  const asked = join(folder, PLUGIN_COMPLETION);
  writeExecutable(PLUGIN_COMPLETION, COMPLETION_SCRIPTS.kubectl);
  expect(lines(asked, ['verify', '--output', ''])).toEqual(['text', 'json', ':4']);
  expect(lines(asked, ['explain', '-f', ''])).toEqual([':0']);
});
