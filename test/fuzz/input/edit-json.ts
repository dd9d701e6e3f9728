import { isMap } from '../../../src/decision/values/map.ts';
import type { ByteReader } from './byte-reader.ts';
import { FIELDS, KEYS, ODD_VALUES, TEXTS } from './words.ts';

type Entries = readonly (readonly [string, unknown])[];

/** More edits than this make every pod the same rubbish. */
const MOST_EDITS = 24;

/**
 * Reads edits from the bytes and makes them, one after the other, until the bytes are at their end. The same bytes always
 * mean the same edits; a byte that is changed mostly changes one of them, which is what a fuzzer's mutations need.
 */
export function editJson(value: unknown, bytes: ByteReader): unknown {
  let edited = value;
  for (let edits = 0; edits < MOST_EDITS && !bytes.isAtEnd; edits += 1) {
    edited = bytes.below(3) === 0 ? ask(edited, bytes) : editSomewhere(edited, bytes);
  }
  return edited;
}

/** Goes down from member to member as the bytes say, and edits where they stop. */
function editSomewhere(value: unknown, bytes: ByteReader): unknown {
  const isList = Array.isArray(value);
  if (!isList && !isMap(value)) {
    return editHere(value, bytes);
  }
  const members = entriesOf(value);
  const choice = bytes.below(members.length + 1);
  const [key, member] = members[choice] ?? [];
  if (key === undefined) {
    return editHere(value, bytes);
  }
  switch (bytes.below(8)) {
    case 0:
      return rebuilt(isList, without(members, choice));
    case 1:
      return rebuilt(isList, isList ? [...members, [key, member]] : replaced(members, choice, nameFrom(bytes), member));
    default:
      return rebuilt(isList, replaced(members, choice, key, editSomewhere(member, bytes)));
  }
}

function editHere(value: unknown, bytes: ByteReader): unknown {
  switch (bytes.below(6)) {
    case 0:
      return bytes.pick(ODD_VALUES);
    case 1:
      return typeof value === 'string' ? spliced(value, bytes) : bytes.pick(TEXTS);
    case 2:
      return isMap(value) ? withMember(value, nameFrom(bytes), valueFrom(bytes)) : bytes.pick(TEXTS);
    case 3:
      return Array.isArray(value) ? [...value].reverse() : bytes.text(8);
    case 4:
      return Array.isArray(value) ? [...value, valueFrom(bytes)] : bytes.pick(TEXTS);
    default:
      return typeof value === 'string' ? bytes.pick(TEXTS) : valueFrom(bytes);
  }
}

/** Where a person would write a request, or somebody else a mark. */
function ask(pod: unknown, bytes: ByteReader): unknown {
  const place = bytes.below(8);
  const key = bytes.pick(KEYS);
  const text = bytes.below(8) === 0 ? valueFrom(bytes) : bytes.pick(TEXTS);
  switch (place) {
    case 0:
    case 1:
      return at(pod, ['metadata', 'labels'], (labels) => withMember(labels, key, text));
    case 2:
    case 3:
      return at(pod, ['metadata', 'annotations'], (annotations) => withMember(annotations, key, text));
    case 4:
      return at(pod, ['spec', containersFrom(bytes), bytes.below(3), 'env'], (env) => [
        ...(Array.isArray(env) ? env : []),
        { name: key, value: text },
      ]);
    case 5:
      return at(
        pod,
        ['spec', containersFrom(bytes), bytes.below(3), 'resources', bytes.pick(['limits', 'requests'])],
        (map) => withMember(map, bytes.below(4) === 0 ? key : 'nvidia.com/gpu', text),
      );
    case 6:
      return at(pod, ['spec'], (spec) => withMember(spec, bytes.pick(FIELDS), text));
    default:
      return at(pod, ['metadata', 'ownerReferences'], () => [
        { apiVersion: bytes.pick(TEXTS), kind: bytes.pick(TEXTS), name: text, uid: 'u', controller: true },
      ]);
  }
}

const containersFrom = (bytes: ByteReader): string => bytes.pick(['containers', 'containers', 'initContainers']);

const nameFrom = (bytes: ByteReader): string => bytes.pick(bytes.below(2) === 0 ? KEYS : FIELDS);

function valueFrom(bytes: ByteReader): unknown {
  switch (bytes.below(4)) {
    case 0:
      return bytes.pick(ODD_VALUES);
    case 1:
      return bytes.text(16);
    case 2:
      return object([[nameFrom(bytes), bytes.pick(TEXTS)]]);
    default:
      return bytes.pick(TEXTS);
  }
}

function spliced(text: string, bytes: ByteReader): string {
  const begin = bytes.below(text.length + 1);
  const removed = bytes.below(4);
  return text.slice(0, begin) + bytes.text(4) + text.slice(begin + removed);
}

/** Edits below a path; what the path needs and is not there is made. */
function at(value: unknown, path: readonly (string | number)[], edit: (value: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return edit(value);
  }
  if (typeof step === 'number') {
    const list = Array.isArray(value) && value.length > 0 ? value : [{ name: 'made' }];
    const index = step % list.length;
    return list.map((member, position) => (position === index ? at(member, rest, edit) : member));
  }
  const map = isMap(value) ? value : {};
  const member = Object.hasOwn(map, step) ? map[step] : undefined;
  return withMember(map, step, at(member, rest, edit));
}

const entriesOf = (value: object): Entries => Object.entries(value);

const rebuilt = (isList: boolean, members: Entries): unknown =>
  isList ? members.map(([, member]) => member) : object(members);

const without = (members: Entries, index: number): Entries => members.filter((_, position) => position !== index);

const replaced = (members: Entries, index: number, key: string, value: unknown): Entries =>
  members.map((member, position) => (position === index ? [key, value] : member));

const withMember = (map: unknown, key: string, value: unknown): object =>
  object([...entriesOf(isMap(map) ? map : {}).filter(([other]) => other !== key), [key, value]]);

/** Keeps `__proto__` as a key, as parsed JSON does. */
const object = (members: Entries): object => Object.fromEntries(members);
