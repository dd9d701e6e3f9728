import { FRACTION, MEMORY, PROJECT, USE_SCHEDULER } from '../decision/requests/spellings.ts';
import { DEFAULT_SCHEDULER, INJECTION_LABEL } from '../decision/vocabulary.ts';
import { type VocabularyChoice, vocabularyOf } from './flavours.ts';

/*
 * Settings that contradict each other. The chart, in which some of them stand under other names, refuses the same in words of
 * its own: what is data here it reads from here.
 */

/** A setting, and what is wrong with its value beside another one. */
export interface Contradiction {
  readonly path: readonly string[];
  readonly message: string;
}

/** An authority has to be known for a while before it signs, and has to outlive what it signed, in half of its life. */
export const LEAVES_PER_AUTHORITY = 4;

/** Settings that name a label of a pod: it has one value, so each needs a label of its own. */
export const POD_LABELS = ['projectLabel', 'queueLabelKey', 'nodePoolLabel'] as const;

/** Labels of a pod by which people ask for something else. */
export const TAKEN_LABELS: readonly string[] = [
  INJECTION_LABEL,
  ...[PROJECT, FRACTION, MEMORY, USE_SCHEDULER].flatMap(({ labels }) => labels),
];

interface Judged extends VocabularyChoice {
  readonly httpsPort: number;
  readonly healthPort: number;
  readonly certificates: string;
  readonly registration: { readonly caBundle: string };
  readonly selfManaged: { readonly authoritySeconds: number; readonly leafSeconds: number };
}

export function contradictions(settings: Judged): readonly Contradiction[] {
  return [...ofScheduler(settings), ...ofLabels(settings), ...ofPorts(settings), ...ofCertificates(settings)];
}

/** Every pod has that name before it comes here; whoever has it would count as asking for our scheduler. */
function ofScheduler(settings: Judged): readonly Contradiction[] {
  return settings.schedulerName === DEFAULT_SCHEDULER
    ? [{ path: ['schedulerName'], message: 'this is what pods have without the webhook; write the GPU scheduler’s' }]
    : [];
}

function ofLabels(settings: Judged): readonly Contradiction[] {
  const vocabulary = vocabularyOf(settings);
  const taken = POD_LABELS.filter((setting) => TAKEN_LABELS.includes(vocabulary[setting])).map((setting) => ({
    path: [setting],
    message: 'people ask for something else by this label; choose another one, or leave it out',
  }));
  const twice = POD_LABELS.flatMap((setting, index) =>
    POD_LABELS.slice(0, index)
      .filter((other) => vocabulary[other] === vocabulary[setting])
      // Of the two, one that was set can be left out.
      .map((other) => (settings[setting] === undefined ? ([other, setting] as const) : ([setting, other] as const))),
  ).map(([setting, other]) => ({
    path: [setting],
    message: `${other} is the same label, and a pod has one value of it; choose another one, or leave it out`,
  }));
  const optIn = {
    path: ['namespaceProjectLabel'],
    message: 'by this label namespaces opt in; choose another one, or leave it out',
  };
  return [...taken, ...twice, ...(vocabulary.namespaceProjectLabel === INJECTION_LABEL ? [optIn] : [])];
}

/** Port 0 is any that is free. */
const ofPorts = ({ httpsPort, healthPort }: Judged): readonly Contradiction[] =>
  httpsPort === healthPort && httpsPort !== 0
    ? [
        {
          path: ['healthPort'],
          message: `httpsPort is ${httpsPort} as well, and one port cannot serve both; change one of them`,
        },
      ]
    : [];

function ofCertificates({ certificates, registration, selfManaged }: Judged): readonly Contradiction[] {
  const { authoritySeconds, leafSeconds } = selfManaged;
  const found: Contradiction[] = [];
  if (authoritySeconds < LEAVES_PER_AUTHORITY * leafSeconds) {
    found.push({
      path: ['selfManaged', 'authoritySeconds'],
      message: `write at least ${LEAVES_PER_AUTHORITY} times the seconds that a leaf lives`,
    });
  }
  if (certificates === 'self' && !['auto', 'write'].includes(registration.caBundle)) {
    found.push({
      path: ['registration', 'caBundle'],
      message: 'with certificates: self it is always written; leave the setting out, or set certificates to files',
    });
  }
  return found;
}
