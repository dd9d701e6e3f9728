import { PROGRAM } from '../decision/vocabulary.ts';

/** Shells that have a script, and kubectl, which asks a program of a certain name. */
export const COMPLETED = ['bash', 'zsh', 'fish', 'kubectl'] as const;
export type Completed = (typeof COMPLETED)[number];

/** The name under which kubectl calls this program, and the one under which it asks for words. */
export const PLUGIN = 'kubectl-gpu_fraction';
export const PLUGIN_COMPLETION = 'kubectl_complete-gpu_fraction';

/** Asks the program itself, so that a script that was saved long ago knows the flags of today's program. */
export const COMPLETE_COMMAND = '__complete';

const FUNCTION = '_gpu_fraction_webhook';

// Bash takes a word apart at `=` where COMP_WORDBREAKS has it; the program gets whole words, and bash its part of the answer.
const bash = `# bash completion of ${PROGRAM}: source <(${PROGRAM} completion bash)
${FUNCTION}() {
  local words=() word line directive=4 i
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#words[@]} -gt 0 && ( "$word" == = || "\${COMP_WORDS[i-1]}" == = ) && "\${words[\${#words[@]}-1]}" == --* ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
  done
  local typed=\${words[\${#words[@]}-1]} prefix=
  [[ "$typed" == --*=* && "$COMP_WORDBREAKS" == *=* ]] && prefix=\${typed%%=*}=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
    :*) directive=\${line#:} ;;
    *) line=\${line%%$'\\t'*} && COMPREPLY+=("\${line#"$prefix"}") ;;
    esac
  done < <("$1" ${COMPLETE_COMMAND} -- "\${words[@]}" 2>/dev/null)
  if [[ $directive == 0 ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "\${typed#"$prefix"}")
  fi
}
complete -F ${FUNCTION} ${PROGRAM} ${PLUGIN}
`;

const zsh = `#compdef ${PROGRAM} ${PLUGIN}
# zsh completion of ${PROGRAM}: source <(${PROGRAM} completion zsh)
${FUNCTION}() {
  local -a lines described
  local line word directive
  lines=("\${(@f)$("\${words[1]}" ${COMPLETE_COMMAND} -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  directive=\${lines[-1]#:}
  for line in "\${(@)lines[1,-2]}"; do
    word=\${line%%$'\\t'*}
    if [[ $line == *$'\\t'* ]]; then
      described+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    else
      described+=("\${word//:/\\\\:}")
    fi
  done
  (( \${#described} )) && _describe '${PROGRAM}' described
  if [[ $directive == 0 ]]; then
    # Of --config=f, the file begins behind the sign.
    compset -P '--*='
    _files
  fi
}
if [[ "\${funcstack[1]}" == ${FUNCTION} ]]; then
  ${FUNCTION} "$@"
else
  compdef ${FUNCTION} ${PROGRAM} ${PLUGIN}
fi
`;

const fish = `# fish completion of ${PROGRAM}: ${PROGRAM} completion fish | source
function _${FUNCTION}
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] ${COMPLETE_COMMAND} -- $words[2..-1] 2>/dev/null)
    test (count $lines) -gt 0; or return
    test (count $lines) -gt 1; and printf '%s\\n' $lines[1..-2]
    if test "$lines[-1]" = :0
        set -l typed (commandline -ct)
        set -l prefix (string match -r -- '^--[^=]+=' $typed)
        for file in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' "$typed"))
            printf '%s\\n' "$prefix$file"
        end
    end
end
complete -c ${PROGRAM} -f -a '(_${FUNCTION})'
complete -c ${PLUGIN} -f -a '(_${FUNCTION})'
`;

const kubectl = `#!/bin/sh
# What kubectl asks for the words behind \`kubectl gpu-fraction\`. Save it, executable, as
# ${PLUGIN_COMPLETION} in a folder of PATH; kubectl's own completion does the rest.
exec ${PLUGIN} ${COMPLETE_COMMAND} -- "$@"
`;

/** What a shell has to read to complete the words of this program. */
export const COMPLETION_SCRIPTS: Readonly<Record<Completed, string>> = { bash, zsh, fish, kubectl };
