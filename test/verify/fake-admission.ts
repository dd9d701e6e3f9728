import jsonPatch, { type Operation } from 'fast-json-patch';
import { respond } from '../../src/admission/response.ts';
import { judgePod } from '../../src/admission/verdict.ts';
import type { PodJson } from '../../src/decision/pod/pod.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import { SurroundingsStore } from '../../src/surroundings/store.ts';
import { discovery, FakeApiServer, json, type Step, status } from '../watching/fake-api-server.ts';

export const PODS = '/api/v1/namespaces/checks/pods';

/** An API server whose webhook has these settings, for pods in the namespace `checks`. */
export const withWebhook = (settings: SettingsInput = {}): FakeApiServer =>
  new FakeApiServer().get('/apis', discovery(['run.ai', 'v1', 'RunaiConfig'])).get(PODS, admit(settings));

/** What the API server answers where the webhook is called; it writes its headers in UTF-8, and Node.js in latin1. */
export const admit =
  (input: SettingsInput): Step =>
  async (call) => {
    const { decision, server } = loadSettings(undefined, input);
    const pod = JSON.parse(await call.body()) as PodJson;
    const verdict = judgePod(pod, 'checks', new SurroundingsStore(decision), decision);
    const { response } = respond('uid', verdict, server.mode);
    if (response.status !== undefined) {
      const { code, message } = response.status;
      status(code, `admission webhook "by-label.pods.gpu-fraction-webhook" denied the request: ${message}`)(call);
      return;
    }
    const patch = JSON.parse(Buffer.from(response.patch ?? 'W10=', 'base64').toString()) as Operation[];
    const warnings = (response.warnings ?? []).map((text) => `299 - "${text.replaceAll(/[\\"]/g, '\\$&')}"`);
    json(jsonPatch.applyPatch(pod, patch).newDocument, 201, {
      ...(warnings.length > 0 && { warning: Buffer.from(warnings.join(', ')).toString('latin1') }),
    })(call);
  };

/** What it answers where no webhook is called. */
export const accept: Step = async (call) => json(JSON.parse(await call.body()), 201)(call);
