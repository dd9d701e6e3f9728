import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { supportPage } from '../../scripts/docs/support-page.ts';
import { testedVersions } from '../../scripts/docs/tested-versions.ts';

const tested = testedVersions();

describe('the page of what is supported', () => {
  it('names what every table of versions names, each once taken from where the tests take it', () => {
    const page = supportPage({
      ...tested,
      kubernetes: { oldest: '1.30.99', withNode: '1.98.0', newest: '1.99.0' },
      kuberay: '9.8.7',
      kai: { commit: '01234567', month: 'May 2030' },
    });
    for (const version of [
      '1.30.99',
      '1.98.0 with a real node',
      '1.99.0, the newest',
      '9.8.7',
      'May 2030 (`01234567`)',
    ]) {
      expect(page).toContain(version);
    }
  });

  it('promises no Kubernetes that is older than the oldest tested', () => {
    expect(() => supportPage({ ...tested, chartKubernetes: '1.29' })).toThrow('the chart lets in Kubernetes 1.29');
  });

  it('promises no Node.js that is older than the oldest on which the package is installed', () => {
    expect(() => supportPage({ ...tested, node: { ...tested.node, engines: '>=18' } })).toThrow(
      'package.json promises Node.js >=18, and the oldest that CI installs it on is 20.19',
    );
  });

  it('says the same as the other pages that name versions', () => {
    const parts = readFileSync('docs/real-parts.md', 'utf8');
    const minor = (version: string): string => version.split('.').slice(0, 2).join('.');
    const { kubernetes, helm, argo, kuberay, trainingOperator, certManager, mlflow, magnus, pipelinesSdk } = tested;
    expect(parts).toContain(
      `the same two | ${minor(kubernetes.oldest)}, the oldest that is supported, and ${minor(kubernetes.newest)}, the newest`,
    );
    expect(parts).toContain(`kubectl; Helm | ${minor(kubernetes.withNode)}; ${helm.map(minor).join(' and ')}`);
    for (const [program, version] of [
      ['Argo workflow-controller', minor(argo)],
      ['KubeRay operator', minor(kuberay)],
      ['Kubeflow training operator', minor(trainingOperator)],
      ["cert-manager's controller and CA injector, without its webhook", minor(certManager)],
      ['Kubeflow Pipelines SDK, from PyPI', pipelinesSdk.join(' and ')],
      ['MLflow, from PyPI', mlflow],
      ['Magnus, from PyPI', magnus],
    ]) {
      expect(parts).toContain(`| ${program} | ${version}`);
    }
    expect(readFileSync('docs/platforms.md', 'utf8').replaceAll(/\s+/g, ' ')).toContain(
      `plain Kubernetes: ${minor(kubernetes.withNode)} with a real node, ${minor(kubernetes.oldest)} and ${minor(kubernetes.newest)} without one`,
    );
  });
});
