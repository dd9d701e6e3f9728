import { stripVTControlCharacters } from 'node:util';

/** What is used of a report in the format that Vitest calls json. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string;
    /** Where a file never got to its tests. */
    readonly message?: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

const LONGEST = 600;

/**
 * Each test that failed, and why, in one line: the end of a run of half an hour has to say it, for whoever sees no more
 * than its end.
 */
export function failuresIn({ testResults }: Report, folder: string): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.startsWith(`${folder}/`) ? name.slice(folder.length + 1) : name;
    const failed = assertionResults.filter((test) => test.status === 'failed');
    return failed.length === 0 && status === 'failed'
      ? [`${file}: ${firstLine(message)}`]
      : failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
  });
}

const firstLine = (message = ''): string =>
  (stripVTControlCharacters(message).trim().split('\n')[0] ?? '').slice(0, LONGEST);
