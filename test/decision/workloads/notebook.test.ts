import { describe, expect, it } from 'vitest';
import { container, owner, type PodParts } from '../../support/pods.ts';
import { recognised } from '../../support/recognised.ts';

const SET = owner('apps/v1', 'StatefulSet', 'nb');
const SERVED = { NB_PREFIX: '/notebook/alice/nb' };

describe('a notebook', () => {
  it.each<[string, PodParts, string]>([
    [
      'named like its container',
      { labels: { 'notebook-name': 'nb' }, owner: SET, containers: [container('istio-proxy'), container('nb')] },
      'work: notebook on nb',
    ],
    [
      'named like its container, though another one serves',
      {
        labels: { 'notebook-name': 'nb' },
        owner: SET,
        containers: [container('a', { env: SERVED }), container('nb')],
      },
      'work: notebook on nb',
    ],
    [
      'whose container was renamed, but serves',
      { labels: { 'notebook-name': 'nb' }, owner: SET, containers: [container('a'), container('b', { env: SERVED })] },
      'work: notebook on b',
    ],
    [
      'whose container cannot be told',
      { labels: { 'notebook-name': 'nb' }, owner: SET, containers: [container('istio-proxy'), container('b')] },
      'work: notebook on b',
    ],
    [
      'without its label, by what it serves',
      { owner: SET, containers: [container('a'), container('b', { env: SERVED })] },
      'work: notebook on b',
    ],
    [
      'of 2.0',
      {
        labels: { 'notebooks.kubeflow.org/workspace-name': 'w' },
        owner: SET,
        containers: [container('istio-proxy'), container('main')],
      },
      'work: notebook on main',
    ],
    [
      'of 2.0 whose container was renamed, but serves',
      {
        labels: { 'notebooks.kubeflow.org/workspace-name': 'w' },
        containers: [container('a'), container('b', { env: SERVED })],
      },
      'work: notebook on b',
    ],
    [
      'of 2.0 whose container cannot be told',
      { labels: { 'notebooks.kubeflow.org/workspace-name': 'w' }, containers: [container('wait'), container('b')] },
      'work: notebook on b',
    ],
    ['not without a StatefulSet', { labels: { 'notebook-name': 'nb' } }, 'work: other on main'],
    ['not by a StatefulSet alone', { owner: SET }, 'work: other on main'],
    [
      'not by a StatefulSet of another group',
      { labels: { 'notebook-name': 'nb' }, owner: owner('apps.kruise.io/v1', 'StatefulSet') },
      'work: other on main',
    ],
  ])('%s', (_, parts, expected) => {
    expect(recognised(parts)).toBe(expected);
  });
});
