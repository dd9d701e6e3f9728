import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testedVersions } from '../../scripts/docs/tested-versions.ts';
import { TESTED_KAI_COMMIT, TESTED_VERSIONS } from '../../src/doctor/tested-versions.ts';

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

it('are those that the tests use', () => {
  const tested = testedVersions();
  expect(TESTED_VERSIONS.kubernetes).toEqual({
    oldest: minor(tested.kubernetes.oldest),
    newest: minor(tested.kubernetes.newest),
  });
  expect({
    notebooks: TESTED_VERSIONS.notebooks.newest,
    trainingOperator: TESTED_VERSIONS.trainingOperator.newest,
    kuberay: TESTED_VERSIONS.kuberay.newest,
    argo: TESTED_VERSIONS.argo.newest,
    kai: TESTED_KAI_COMMIT,
  }).toEqual({
    notebooks: minor(tested.notebookSource),
    trainingOperator: minor(tested.trainingOperator),
    kuberay: minor(tested.kuberay),
    argo: minor(tested.argo),
    kai: tested.kai.commit,
  });
});

it('begin where the page of what is supported does', () => {
  const page = readFileSync('docs/support.md', 'utf8');
  expect(page).toContain(`| KAI-Scheduler | what it does since v${TESTED_VERSIONS.kai.oldest} |`);
  expect(page).toContain(`| Run:ai | ${TESTED_VERSIONS.runai.oldest} and newer;`);
  expect(page).toContain(`| KubeRay | ${TESTED_VERSIONS.kuberay.oldest.split('.')[0]} |`);
  expect(page).toContain(`| Argo Workflows | ${TESTED_VERSIONS.argo.oldest.split('.')[0]} |`);
  expect(page).toContain(`| Kubeflow training operator | ${TESTED_VERSIONS.trainingOperator.oldest.split('.')[0]} |`);
});
