import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { advisoryFaults } from '../../scripts/dependencies/advisories.ts';
import { audit } from '../../scripts/dependencies/audit.ts';
import { bundledFolders } from '../supply-chain/built-bundle.ts';

const answer = await audit(fileURLToPath(new URL('../..', import.meta.url)));

const title =
  answer.kind === 'asked'
    ? 'the registry knows of no vulnerability that matters here'
    : `known vulnerabilities: NOT ASKED FOR, because ${answer.why}; to ask, where the registry serves advisories: make audit`;
// Reporters show skipped tests as a number; the reason has to be seen without asking for more.
if (answer.kind === 'unanswered') console.warn(title);

// Not a failure, in CI either: the registry that a machine reaches may serve packages and no advisories.
test.skipIf(answer.kind === 'unanswered')(title, () => {
  const advisories = answer.kind === 'asked' ? answer.advisories : [];
  const faults = advisoryFaults(advisories, bundledFolders());
  expect(faults, faults.join('\n')).toEqual([]);
});
