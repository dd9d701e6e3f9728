import type { DecisionSettings } from '../settings.ts';
import type { SourcedValue } from '../source.ts';
import { trim } from '../values/trim.ts';
import type { Warning } from '../warning.ts';
import { firstReadable, isReadable, PROJECT, type Voices, wishesFor } from './sourced-values.ts';

/** A Kubernetes label value; the project is written as one. */
const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

export const isLabelValue = (value: string): boolean => LABEL_VALUE.test(value);

export interface ProjectChoice {
  readonly project: SourcedValue | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * The project that holds for a pod. The project label comes before everything, because the scheduler reads it and this
 * program never overwrites it; then the pod's other wishes, its gang's owner, and its namespace.
 */
export function chooseProject(
  voices: Voices,
  settings: DecisionSettings,
  ofGang: SourcedValue | undefined,
  ofNamespace: SourcedValue | undefined,
): ProjectChoice {
  const onLabel = wishesFor({ annotations: [], labels: [settings.projectLabel], env: [] }, voices);
  const wishes = [...onLabel, ...wishesFor(PROJECT, voices)];
  const { winner, unreadable } = firstReadable(wishes);
  const project = winner ?? ofGang ?? ofNamespace;
  const warnings: Warning[] = [];
  const hidden = unreadable[0];
  if (hidden !== undefined) {
    warnings.push({ reason: 'unreadable-env', source: hidden.source });
  }
  if (project === undefined) {
    return { project, warnings };
  }
  const said: readonly SourcedValue[] = [...wishes.filter(isReadable), ...(ofGang ? [ofGang] : [])];
  // A namespace that names another project is the quota guard's affair.
  const other = project === ofNamespace ? undefined : said.find((wish) => wish.value !== project.value);
  if (other !== undefined) {
    warnings.push({ reason: 'sources-disagree', used: project, ignored: other });
  }
  const onPod = voices.labels[settings.projectLabel];
  if (onPod !== undefined && trim(onPod) === '') {
    warnings.push({ reason: 'empty-project-label', label: settings.projectLabel, project: project.value });
  }
  return { project: { value: project.value, source: project.source }, warnings };
}

/** Whether the pod says a project in a form that asks for the scheduler; the bare project label is not one. */
export const namesProject = (voices: Voices): boolean => wishesFor(PROJECT, voices).length > 0;
