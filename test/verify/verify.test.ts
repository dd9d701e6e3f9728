import { describe, expect, it } from 'vitest';
import { verifyCommand } from '../../src/commands/verify.ts';
import { loadSettings } from '../../src/settings/load.ts';
import type { SettingsInput } from '../../src/settings/schema.ts';
import type { Verification } from '../../src/verify/verify.ts';
import { discovery, type FakeApiServer, json, status } from '../watching/fake-api-server.ts';
import { accept, admit, PODS, withWebhook } from './fake-admission.ts';

interface Choice {
  readonly settings?: SettingsInput;
  readonly output?: 'text' | 'json';
  readonly waitMillis?: number;
  readonly namespace?: string;
  readonly project?: string;
}

async function verify(fake: FakeApiServer, choice: Choice = {}) {
  const server = await fake.start();
  return verifyCommand({
    access: server.access(),
    settings: loadSettings(undefined, choice.settings ?? {}),
    namespace: choice.namespace ?? 'checks',
    project: choice.project,
    output: choice.output ?? 'text',
    waitMillis: choice.waitMillis ?? 0,
    pauseMillis: 5,
  });
}

const causes = (stdout: string): readonly string[] =>
  (JSON.parse(stdout) as Verification).checks.flatMap(({ cause }) => cause?.likely ?? []);

describe('verify', () => {
  it('says what was expected and what came, and passes where they are the same', async () => {
    expect(await verify(withWebhook())).toEqual({
      exitCode: 0,
      stdout: `ok       the cluster has Run:ai, and pods are sent to runai-scheduler
ok       a pod with RUNAI_PROJECT and RUNAI_GPU_FRACTION=0.5
         expected  spec.schedulerName: runai-scheduler
                   label project: gpu-fraction-webhook-verify
                   annotation gpu-fraction: 0.5
                   annotation gpu-fraction-container-name: main
                   annotation gpu-fraction-webhook/decision: is there
         came      spec.schedulerName: runai-scheduler
                   label project: gpu-fraction-webhook-verify
                   annotation gpu-fraction: 0.5
                   annotation gpu-fraction-container-name: main
                   annotation gpu-fraction-webhook/decision: is there
ok       a pod that asks for nothing
         expected  accepted as it is
         came      accepted as it is
ok       a pod with RUNAI_GPU_FRACTION=1.5, which is no amount
         expected  refused: invalid-fraction: env RUNAI_GPU_FRACTION of container main is "1.5", EXPLANATION
         came      refused (422): admission webhook "by-label.pods.gpu-fraction-webhook" denied the request: invalid-fraction: env RUNAI_GPU_FRACTION of container main is "1.5", EXPLANATION
passed, in namespace checks
`.replaceAll('EXPLANATION', EXPLANATION),
    });
  });

  it('asks for dry runs only, with strict validation, of pods that a restricted namespace takes', async () => {
    const fake = withWebhook();
    await verify(fake);
    const sent = fake.calls.filter(({ path }) => path === PODS);
    expect(sent).toHaveLength(3);
    for (const { query } of sent) {
      expect(Object.fromEntries(query)).toMatchObject({ dryRun: 'All', fieldValidation: 'Strict' });
    }
  });

  it('says the likely cause and where to look, where something else came', async () => {
    const { stdout, exitCode } = await verify(withWebhook().get(PODS, accept), {
      settings: { releaseNamespace: 'gpu' },
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`FAILED   a pod with RUNAI_PROJECT and RUNAI_GPU_FRACTION=0.5
         expected  spec.schedulerName: runai-scheduler
                   label project: gpu-fraction-webhook-verify
                   annotation gpu-fraction: 0.5
                   annotation gpu-fraction-container-name: main
                   annotation gpu-fraction-webhook/decision: is there
         came      spec.schedulerName: default-scheduler
                   label project: (none)
                   annotation gpu-fraction: (none)
                   annotation gpu-fraction-container-name: (none)
                   annotation gpu-fraction-webhook/decision: (none)
         likely    the webhook was not called, or did not answer in time and failurePolicy: Ignore let the pod pass it by
         look at   kubectl get namespace checks --show-labels   # needs runai-injection=enabled, or a prefix of namespacePrefixes
                   kubectl get mutatingwebhookconfiguration gpu-fraction-webhook -o yaml   # is it there, with a caBundle?
                   kubectl get pods,endpointslices -n gpu   # is any replica ready?
                   kubectl logs -n gpu -l app.kubernetes.io/name=gpu-fraction-webhook --tail=-1
`);
    expect(stdout).toContain('failed: 2 of 4, in namespace checks\n');
  });

  const refuse = (code: number, message: string) => withWebhook().get(PODS, status(code, message));

  it.each<[string, FakeApiServer, SettingsInput, RegExp]>([
    [
      'this webhook cannot be called',
      refuse(500, 'failed calling webhook "by-label.pods.gpu-fraction-webhook": connection refused'),
      {},
      /cannot reach the webhook, or does not trust its certificate/,
    ],
    [
      'another cannot be called',
      refuse(500, 'failed calling webhook "kai.x.svc": EOF'),
      {},
      /another webhook, kai.x.svc/,
    ],
    [
      'another has side effects',
      refuse(400, 'admission webhook "x" does not support dry run'),
      {},
      /makes no dry runs in this namespace/,
    ],
    ['a quota is used up', refuse(403, 'exceeded quota: compute'), {}, /something else in the cluster refuses the pod/],
    [
      'the namespace is another project’s',
      refuse(403, 'admission webhook "by-label.pods.gpu-fraction-webhook" denied the request: foreign-project: ...'),
      {},
      /quota guard keeps others out: name it with --project/,
    ],
    [
      'the policy on unpatched pods catches them',
      refuse(422, "ValidatingAdmissionPolicy 'gpu-fraction-webhook-unpatched' with binding 'x' denied request: ..."),
      {},
      /the webhook was not called/,
    ],
    ['it is in audit mode', withWebhook({ mode: 'audit' }), {}, /the webhook runs in audit mode/],
    ['it is not in audit mode', withWebhook(), { mode: 'audit' }, /decides by other settings/],
    [
      'it is in audit mode too, and is lenient',
      withWebhook({ mode: 'audit', onInvalid: 'warn' }),
      { mode: 'audit' },
      /decides by other settings/,
    ],
    ['it has another flavour', withWebhook({ flavour: 'kai' }), {}, /decides by other settings/],
    ['nobody warns in audit mode', withWebhook().get(PODS, accept), { mode: 'audit' }, /does not run in audit mode/],
  ])('tells the likely cause where %s', async (_, fake, settings, cause) => {
    const { stdout, exitCode } = await verify(fake, { output: 'json', settings });
    expect(exitCode).toBe(1);
    expect(causes(stdout)[0]).toMatch(cause);
  });

  it.each<[string, SettingsInput, string | undefined]>([
    ['audit mode', { mode: 'audit' }, undefined],
    ['onInvalid: warn', { onInvalid: 'warn' }, undefined],
    ['a queue label', { flavour: 'kai', queueLabel: true, schedulerName: 'mine' }, undefined],
    ['containerTarget: reorder', { containerTarget: 'reorder' }, undefined],
  ])('passes with %s', async (_, settings, project) => {
    const choice = { settings, ...(project !== undefined && { project }) };
    const { stdout, exitCode } = await verify(withWebhook(settings), choice);
    expect(stdout).toContain('passed, in namespace checks');
    expect(exitCode).toBe(0);
  });

  it('fails where pods are sent to the scheduler that the cluster does not have, though they come out right', async () => {
    const fake = withWebhook().get('/apis', discovery(['kai.scheduler', 'v1', 'Config']));
    const { stdout, exitCode } = await verify(fake);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAILED   the cluster has KAI and not Run:ai, so pods');
    expect(stdout).toContain('failed: 1 of 4');
  });

  it('only warns where the cluster has no scheduler yet', async () => {
    const { stdout, exitCode } = await verify(withWebhook().get('/apis', discovery()));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('warning  the cluster has neither Run:ai nor KAI');
  });

  it('does not mind what other webhooks put on a pod, unless it changes what the pod gets', async () => {
    const adding = (change: (pod: { metadata: Record<string, object>; spec: Record<string, object[]> }) => void) =>
      withWebhook().get(PODS, (call) => {
        const end = call.response.end.bind(call.response);
        call.response.end = ((text: string) => {
          const object = JSON.parse(text);
          if (object.spec !== undefined) {
            change(object);
          }
          return end(JSON.stringify(object));
        }) as typeof call.response.end;
        admit({})(call);
      });
    const friendly = adding(({ metadata, spec }) => {
      metadata['labels'] = { ...metadata['labels'], 'runai/queue': 'q', 'istio.io/rev': 'default' };
      metadata['annotations'] = { ...metadata['annotations'], 'runai-job-id': '1' };
      spec['containers']?.unshift({ name: 'istio-proxy' });
    });
    expect((await verify(friendly)).exitCode).toBe(0);
    const harmful = adding(({ spec }) => {
      spec['containers'] = [{ name: 'main', resources: { limits: { 'nvidia.com/gpu': 1 } } }];
    });
    const { stdout, exitCode } = await verify(harmful);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('limits nvidia.com/gpu of container main: 1');
    // What stands on a pod that this program left alone is not its doing.
    expect(stdout).toContain('ok       a pod that asks for nothing');
  });

  it('minds what this program puts on a pod that asks for nothing', async () => {
    const fake = withWebhook().get(PODS, async (call) => {
      const pod = JSON.parse(await call.body());
      const marked = { ...pod.metadata, annotations: { 'gpu-fraction-webhook/decision': 'routed' } };
      const isPlain = pod.metadata.name.endsWith('plain');
      json(isPlain ? { ...pod, metadata: marked } : pod, 201)(call);
    });
    const { stdout } = await verify(fake);
    expect(stdout).toContain('FAILED   a pod that asks for nothing\n         expected  accepted as it is\n');
  });

  it('does not take a refusal by somebody else for the one that is due', async () => {
    const { stdout } = await verify(refuse(403, 'exceeded quota: compute'));
    expect(stdout).toContain('FAILED   a pod with RUNAI_GPU_FRACTION=1.5, which is no amount');
    expect(stdout).toContain('came      refused (403): exceeded quota: compute');
    expect(stdout).toContain('failed: 3 of 4');
  });

  it('does not hide a fault of its own', async () => {
    const broken = { server: undefined as never, credentials: async () => ({}) };
    const settings = loadSettings(undefined);
    const options = { settings, namespace: 'checks', project: undefined, output: 'text', waitMillis: 60_000 } as const;
    await expect(verifyCommand({ ...options, access: broken })).rejects.toBeInstanceOf(TypeError);
  });

  it('tries again until all is well, and stops then', async () => {
    const fake = withWebhook().get(PODS, accept, accept, accept, accept, status(500, 'x'), admit({}));
    expect((await verify(fake, { waitMillis: 10_000 })).exitCode).toBe(0);
    expect(fake.calls.filter(({ path }) => path === PODS)).toHaveLength(9);
  });

  it('tries again where the API server is out of order for a moment', async () => {
    const fake = withWebhook().get('/apis', status(503), discovery(['run.ai', 'v1', 'RunaiConfig']));
    expect((await verify(fake, { waitMillis: 10_000 })).exitCode).toBe(0);
  });
});

const EXPLANATION = 'which is no GPU fraction; write 0.5 or 50% for half a GPU, 1 for a whole';

describe('what cannot be tried', () => {
  const forbidden =
    'pods is forbidden: User "system:serviceaccount:x:y" cannot create resource "pods" in API group "" in the namespace "checks"';

  it.each<[string, FakeApiServer, Choice, RegExp]>([
    [
      'permission is missing',
      withWebhook().get(PODS, status(403, forbidden)),
      {},
      /^permission is missing to create pods in namespace checks: add the rule \{apiGroups: \[""\], resources: \[pods\], verbs: \[create\]\} to a Role/,
    ],
    [
      'the namespace is missing',
      withWebhook().get(PODS, status(404)),
      {},
      /^namespace checks does not exist: create one/,
    ],
    [
      'the login has expired',
      withWebhook().get(PODS, status(401)),
      { waitMillis: 60_000 },
      /credentials were not accepted/,
    ],
    [
      'the kinds cannot be seen',
      withWebhook().get('/apis', status(403)),
      {},
      /permission is missing to see which kinds there are: add the rule \{nonResourceURLs: \["\/apis"\], verbs: \[get\]\}/,
    ],
    ['the API server says nonsense', withWebhook().get('/apis', json('hello')), {}, /does not list its kinds/],
    ['the namespace is never touched', withWebhook(), { namespace: 'kube-system' }, /kube-system are never touched/],
    ['the project is none', withWebhook(), { project: 'a b' }, /^project "a b" is no label value: give with --project/],
  ])('is said in a sentence: %s', async (_, fake, choice, message) => {
    await expect(verify(fake, choice)).rejects.toMatchObject({
      name: 'ClusterError',
      message: expect.stringMatching(message),
    });
  });
});
