import { judgeObject } from '../../../src/admission/verdict.ts';
import { ofType, SurroundingsStore } from '../../../src/surroundings/store.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { ByteReader } from '../input/byte-reader.ts';
import { editJson } from '../input/edit-json.ts';
import { PLACED_PODS } from '../input/golden-pods.ts';
import { VARIANTS } from '../input/settings-variants.ts';
import { checkVerdict } from '../laws/verdict.ts';

/** Golden pods beside whose namespace there is something to edit. */
const CASES = PLACED_PODS.filter(({ known }) => known.length > 0);

/**
 * What a watch may bring of Namespaces, PodDefaults and owners of gangs, and the decisions beside it. The stores live as
 * long as the process, as in the program; after an input they must be empty again.
 */
export const surroundings: FuzzTarget = {
  name: 'surroundings',
  about: 'Namespaces, PodDefaults and owners of gangs after edits, as a list or as events, and a pod beside them',
  maxBytes: 192,
  isSync: true,
  words: [],
  seeds: () => CASES.flatMap((_, index) => VARIANTS.map((__, variant) => Uint8Array.of(index, variant))),
  async open() {
    const stores = VARIANTS.map(({ decision }) => ({ settings: decision, store: new SurroundingsStore(decision) }));
    return (input) => {
      const bytes = new ByteReader(input);
      const { pod, namespace, known } = bytes.pick(CASES);
      const { settings, store } = bytes.pick(stores);
      const edited = bytes.below(known.length);
      const objects = known.map((object, index) => (index === edited ? editJson(object, bytes) : object));
      const asList = bytes.below(2) === 0;
      const taken = objects.filter((object, index) => {
        const { apiVersion = '', kind = '' } = known[index] ?? {};
        const type = { apiVersion, kind };
        return (
          (asList ? store.replacement(type).add([object])[0] : store.tryUpsert(ofType(object, type))) === undefined
        );
      });
      const verdict = judgeObject(pod, namespace, store, settings);
      checkVerdict(pod, verdict, settings, (again) => judgeObject(again, namespace, store, settings));
      forget(store, known, taken.length);
    };
  },
};

/** As after a list that has nothing in it. */
function forget(store: SurroundingsStore, known: readonly { apiVersion: string; kind: string }[], taken: number): void {
  for (const { apiVersion, kind } of known) {
    store.replaceAll({ apiVersion, kind }, []);
  }
  const left = CASES.filter(
    ({ namespace }) => store.namespace(namespace) !== undefined || store.podDefaults(namespace).length > 0,
  );
  if (left.length > 0) {
    throw new Finding(`of ${taken} objects some are known though they are gone, in ${left[0]?.namespace}`);
  }
}
