import { isAlias, isMap, isSeq, Scalar, type ScalarTag } from 'yaml';

const MERGE = '<<';

/**
 * The key `<<`, which merges a map into the one that it stands in. YAML lets what the outer map says itself win, wherever
 * it stands; in kubectl's parser the later one of two equal keys does, merged or not.
 */
export const KUBECTL_MERGE: ScalarTag = {
  tag: 'tag:yaml.org,2002:merge',
  default: 'key',
  identify: (value: unknown) => typeof value === 'symbol' && value.description === MERGE,
  test: /^<<$/,
  resolve: () => Object.assign(new Scalar(Symbol(MERGE)), { addToJSMap: mergeInto }),
  stringify: () => MERGE,
};

type AddToJSMap = NonNullable<Scalar['addToJSMap']>;
type Context = Parameters<AddToJSMap>[0];

const mergeInto: AddToJSMap = (context, map, value) => {
  const source = resolved(context, value);
  // Of several maps the first one wins, so it comes last.
  for (const each of isSeq(source) ? source.items.toReversed() : [source]) {
    const one = resolved(context, each);
    if (!isMap(one)) {
      throw new Error('<< has to be followed by a map, or a list of maps');
    }
    for (const [key, item] of one.toJSON(null, context, Map)) {
      // A key may be called `__proto__`.
      Object.defineProperty(map, String(key), { value: item, writable: true, enumerable: true, configurable: true });
    }
  }
};

const resolved = (context: Context, value: unknown): unknown =>
  context !== undefined && isAlias(value) ? value.resolve(context.doc, context) : value;
