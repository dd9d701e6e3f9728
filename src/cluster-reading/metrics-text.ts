/** One sample of a replica's metrics. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([-+]?\d\S*)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** The samples in Prometheus' text format; what is none, and a value that is no number, is passed over. */
export function readSamples(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    return name === undefined
      ? []
      : [
          {
            name,
            labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, key = '', said = '']) => [key, said])),
            value: Number(value),
          },
        ];
  });
}
