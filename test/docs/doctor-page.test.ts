import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHECKS } from '../../src/doctor/checks/table.ts';
import { SEVERITIES } from '../../src/doctor/finding.ts';

const page = readFileSync('docs/doctor.md', 'utf8');

/** Rows of the page's tables whose first cell is code. */
const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name, text]) => [name, text]);

it('the page of doctor has each check, as the table of checks says it', () => {
  expect(rows.slice(0, CHECKS.length)).toEqual(CHECKS.map(({ id, about }) => [id, about]));
});

it('and each severity', () => {
  expect(rows.slice(CHECKS.length).map(([name]) => name)).toEqual([...SEVERITIES]);
});
