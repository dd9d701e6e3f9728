import { blocksOf, PAGES } from '../../docs/markdown.ts';
import { ONLY_NAMED, whyNotRun } from '../../docs/not-run.ts';
import { type Statement, statementsOf } from '../../docs/statements.ts';
import { givenOf } from './given.ts';

/** What of a page is typed, with what is given for the reader's own names. */
export function typed(page: string): readonly Statement[] {
  const { names = {}, onlyNamed = [] } = givenOf(page);
  const statements = blocksOf(page).flatMap((block) => {
    const all = statementsOf(block);
    return block.language === 'inline' ? all.filter(({ text }) => ![...ONLY_NAMED, ...onlyNamed].includes(text)) : all;
  });
  return statements
    .filter((statement) => whyNotRun(statement) === undefined)
    .map((statement) => ({ ...statement, text: withNames(statement.text, names) }));
}

function withNames(text: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).reduce((all, [name, meant]) => all.replaceAll(name, meant), text);
}

/** Every page with something to type. */
export const PAGES_TO_TYPE: readonly string[] = PAGES.filter((page) => typed(page).length > 0);
