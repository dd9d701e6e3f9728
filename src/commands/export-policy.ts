import { PROGRAM } from '../decision/vocabulary.ts';
import { renderYaml } from '../explain/render/data.ts';
import { BEYOND_CEL } from '../registration/mutating-limits.ts';
import { mutatingPolicy } from '../registration/mutating-policy.ts';
import { LEFT_ALONE_BY_POLICY } from '../registration/mutating-rule.ts';
import { quotaPolicy } from '../registration/quota-policy.ts';
import type { UnpatchedAction } from '../registration/unpatched-actions.ts';
import { unpatchedPolicy } from '../registration/unpatched-policy.ts';
import type { Settings } from '../settings/settings.ts';

export interface ExportPolicyOptions {
  readonly settings: Settings;
  readonly unpatchedPods: UnpatchedAction;
  readonly version: string;
}

/** Objects to apply, and lines about them; of what is not installed, the lines say why. */
interface Part {
  readonly comment: readonly string[];
  readonly objects: readonly object[];
}

/** Prints, as YAML for `kubectl apply`, what can be installed in place of the webhook. */
export function exportPolicyCommand(options: ExportPolicyOptions): string {
  const parts = [mutatingPart(options), unpatchedPart(options), quotaPart(options)];
  return parts
    .map(({ comment, objects: [first, ...others] }) =>
      [
        first === undefined ? comment.map((line) => `# ${line}\n`).join('') : renderYaml(first, comment),
        ...others.map((object) => renderYaml(object)),
      ].join('---\n'),
    )
    .join('---\n');
}

function mutatingPart({ settings: { decision, server }, version }: ExportPolicyOptions): Part {
  const head = `Written by ${PROGRAM} ${version} export-policy; needs Kubernetes 1.36 (MutatingAdmissionPolicy, v1).`;
  const made = mutatingPolicy({ ...decision, mode: server.mode });
  return made === undefined
    ? { comment: [head, 'With mode: audit no pod is changed, so there is no mutating policy.'], objects: [] }
    : {
        comment: [
          head,
          'A pod comes out exactly as the webhook would leave it, less its decision annotation, or as it came.',
          'It cannot do, and the webhook does:',
          ...bullets(BEYOND_CEL),
          'It leaves alone:',
          ...bullets(LEFT_ALONE_BY_POLICY),
        ],
        objects: [made.policy, made.binding],
      };
}

function unpatchedPart({ settings: { decision, server }, unpatchedPods }: ExportPolicyOptions): Part {
  const made = unpatchedPolicy({ ...decision, mode: server.mode, unpatchedPods, patchedBy: 'policy' });
  return made === undefined
    ? {
        comment: [
          'No policy on pods that ask for a GPU and are left alone: --unpatched-pods off, mode: audit or onInvalid: warn.',
        ],
        objects: [],
      }
    : {
        comment: [
          'Tells of a pod that asks for an amount of GPU and that the policy above left alone: the default scheduler would give',
          'it none.',
        ],
        objects: [made.policy, made.binding],
      };
}

function quotaPart({ settings: { decision, server } }: ExportPolicyOptions): Part {
  // Run:ai has no PodGroups that could be judged.
  const made = decision.queueBeforeProject ? quotaPolicy({ ...decision, mode: server.mode }) : undefined;
  return made === undefined
    ? {
        comment: ["No policy on PodGroups, by which a team's quota is guarded: flavour: runai, or projectGuard: off."],
        objects: [],
      }
    : {
        comment: ["Refuses PodGroups whose queue is not their namespace's, whatever made them."],
        objects: [made.policy, made.binding],
      };
}

const bullets = (sentences: readonly string[]): readonly string[] => sentences.flatMap((sentence) => wrap(sentence));

const WIDTH = 110;

/** A sentence as lines of a list; comments are not folded by whoever writes YAML. */
function wrap(sentence: string): readonly string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < WIDTH) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(line === undefined ? `- ${word}` : `  ${word}`);
    }
  }
  return lines;
}
