import * as z from 'zod';

/*
 * How the names in the settings are written, by Kubernetes' rules. Each form carries in a sentence what to write instead: the
 * program says it of a setting, and the chart, whose values are made from the same forms, of a value.
 */

/** A text of this form; `remedy` says what to write where it is none. The pattern is one of RE2, too, which Helm has. */
export const form = (pattern: RegExp, remedy: string) => z.string().regex(pattern, remedy).meta({ remedy });

const LOWER = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const LONGEST_OBJECT_NAME = 253;

/** The key of a label, with or without a prefix. */
export const labelKey = form(
  new RegExp(`^(${LOWER}(\\.${LOWER})*/)?${QUALIFIED}$`),
  'write a label key such as project or kai.scheduler/queue',
);

/** The API server takes annotations with capital letters in their prefix too. */
export const annotationKey = form(
  new RegExp(`^([A-Za-z0-9][-A-Za-z0-9.]*/)?${QUALIFIED}$`),
  'write the key of an annotation such as team or example.com/team',
);

export const labelValue = form(
  new RegExp(`^(${QUALIFIED})?$`),
  'write a label value: at most 63 letters, digits, -, _ and ., with a letter or digit at both ends',
);

/** What schedulers go by: pods carry it in a label. */
export const queueName = form(
  new RegExp(`^${QUALIFIED}$`),
  'write the name of a queue as it stands in a label: at most 63 letters, digits, -, _ and ., and no *',
);

export const schedulerName = form(
  /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,251}[A-Za-z0-9])?$/,
  'write the name of a scheduler as pods have it in spec.schedulerName, such as kai-scheduler, or leave it out',
);

/** Of most objects: Secrets, ConfigMaps, webhook configurations. */
export const objectName = form(
  new RegExp(`^${LOWER}(\\.${LOWER})*$`),
  'write the name of an object as Kubernetes takes it: lower-case letters, digits, - and ., with a letter or digit at both ends',
).max(LONGEST_OBJECT_NAME);

/** It is a name in DNS, too. */
export const serviceName = form(
  /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'write the name of a Service: lower-case letters, digits and -, beginning with a letter, at most 63',
);

/** The API server refuses a selector with any other value, and no namespace could be meant. */
export const namespaceName = form(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  'write the whole name of a namespace: lower-case letters, digits and -, at most 63, and no *',
);

/** Anything else is the beginning of no name, such as `kubeflow-*`, and would opt nobody in without a word. */
export const namespacePrefix = form(
  /^[a-z0-9][-a-z0-9]{0,62}$/,
  'write how the names of namespaces begin, such as kubeflow-: lower-case letters, digits and -, and no *',
);

export const listenAddress = form(
  /^[A-Za-z0-9:][-A-Za-z0-9.:%]*$/,
  'write an address of this machine such as 127.0.0.1 or ::, without a port',
);

/** A file or a folder; what is in it is looked at by whoever opens it. */
export const filePath = form(/^\S(.*\S)?$/, 'write a path, without blanks around it, or leave it out');
