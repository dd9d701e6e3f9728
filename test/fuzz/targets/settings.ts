import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeObject } from '../../../src/admission/verdict.ts';
import { loadSettings, SettingsError } from '../../../src/settings/load.ts';
import { ALL_SETTINGS } from '../../../src/settings/schema.ts';
import type { Settings } from '../../../src/settings/settings.ts';
import { SurroundingsStore } from '../../../src/surroundings/store.ts';
import { Finding, type FuzzTarget } from '../fuzz-target.ts';
import { PLACED_PODS } from '../input/golden-pods.ts';
import { KEYS, TEXTS } from '../input/words.ts';
import { checkVerdict } from '../laws/verdict.ts';

/** A file of settings; under those that are accepted pods are decided. */
export const settings: FuzzTarget = {
  name: 'settings',
  about: 'the text of a configuration file, and with what it sets a decision about a golden pod',
  maxBytes: 2 * 1024,
  // Warnings of the YAML library wait for the next turn of the event loop, which has to come.
  isSync: false,
  words: [
    ...ALL_SETTINGS.flatMap(({ name }) => name.split('.')),
    ...['runai', 'kai', 'gpu-workloads', 'requested', 'all', 'deny', 'warn', 'off', 'annotation', 'reorder', 'enforce'],
    ...['audit', 'TLSv1.3', 'debug', 'info', '\n', ': ', '- ', '{', '}', '[', ']', '&a ', '*a', '!!binary ', '|\n'],
    ...KEYS,
    ...TEXTS,
  ],
  seeds: () =>
    [
      '',
      'flavour: kai\nqueueLabel: true\nroute: all\n',
      'projectLabel: team\nqueueLabelKey: kai.scheduler/queue\nnodePoolLabel: pool\nnamespaceProjectLabel: kai/project\n',
      'schedulerName: volcano\nonInvalid: warn\nprojectGuard: off\nmaxWholeGpus: 8\n',
      '{"containerTarget": "reorder", "quota": {"allowedQueues": ["default-queue", "spare"]}}',
      'excludedNamespaces: [kube-system]\nnamespacePrefixes: [kubeflow-]\nreleaseNamespace: gpu\n',
      'mode: audit\nlogLevel: debug\nhttpsPort: 0\naddress: 127.0.0.1\n',
    ].map((text) => Buffer.from(text)),
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-settings-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'config.yaml');
    return (input) => {
      writeFileSync(file, input);
      const loaded = load(file);
      if (loaded === undefined) {
        return;
      }
      const { pod, namespace, known } = PLACED_PODS[input.length % PLACED_PODS.length] as (typeof PLACED_PODS)[0];
      const store = new SurroundingsStore(loaded.decision);
      for (const object of known) {
        store.upsert(object);
      }
      const judge = (object: unknown) => judgeObject(object, namespace, store, loaded.decision);
      checkVerdict(pod, judge(pod), loaded.decision, judge);
    };
  },
};

function load(file: string): Settings | undefined {
  try {
    return loadSettings(file, {}, { POD_NAMESPACE: 'gpu-fraction-webhook' });
  } catch (error) {
    if (!(error instanceof SettingsError)) {
      throw error;
    }
    if (!/^(setting |configuration file )/.test(error.message)) {
      throw new Finding(`a message that does not say what is wrong: ${error.message}`);
    }
    return undefined;
  }
}
