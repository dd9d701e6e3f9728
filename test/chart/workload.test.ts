import type {
  V1Deployment,
  V1HorizontalPodAutoscaler,
  V1NetworkPolicy,
  V1Pod,
  V1PodDisruptionBudget,
  V1PodSpec,
  V1ResourceQuota,
  V1Service,
} from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { HELMS, type Rendering, render } from './helm.ts';

/** The pod template of the Deployment, or the pod of `helm test`. */
const podSpecs = (rendering: Rendering): readonly V1PodSpec[] => [
  rendering.one<V1Deployment>('Deployment').spec?.template.spec as V1PodSpec,
  rendering.one<V1Pod>('Pod').spec as V1PodSpec,
];

describe.each(HELMS)('the workload of the chart, by %s', (helm) => {
  const rendered = (values = {}) => render(values, { helm });

  it('runs two replicas, replaced one by one and never with a gap', async () => {
    const { spec } = (await rendered()).one<V1Deployment>('Deployment');
    expect(spec?.replicas).toBe(2);
    expect(spec?.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
  });

  it('gives a pod the time that its lame duck needs after SIGTERM', async () => {
    const { spec } = (await rendered({ config: { lameDuckSeconds: 40 } })).one<V1Deployment>('Deployment');
    const [container] = spec?.template.spec?.containers ?? [];
    expect(container?.lifecycle?.preStop?.sleep?.seconds).toBe(3);
    expect(spec?.template.spec?.terminationGracePeriodSeconds).toBe(3 + 40 + 15);
  });

  it('satisfies the restricted Pod Security Standard in every pod, and names no user', async () => {
    for (const spec of podSpecs(await rendered())) {
      expect(spec.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(spec.hostNetwork).toBeUndefined();
      expect(spec.initContainers).toBeUndefined();
      for (const container of spec.containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
      for (const volume of spec.volumes ?? []) {
        expect(Object.keys(volume).filter((key) => key !== 'name')).toEqual([
          expect.stringMatching(/configMap|secret/),
        ]);
      }
    }
  });

  it('has a memory limit and no CPU limit', async () => {
    for (const { containers } of podSpecs(await rendered())) {
      expect(containers[0]?.resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { memory: '256Mi' },
      });
    }
  });

  it('probes the plain port, so that probes depend on no certificate', async () => {
    const [container] = (await rendered()).one<V1Deployment>('Deployment').spec?.template.spec?.containers ?? [];
    expect(container?.startupProbe?.httpGet).toEqual({ path: '/livez', port: 'health' });
    expect(container?.livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'health' });
    expect(container?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'health' });
  });

  it('keeps its own pods out of every mesh', async () => {
    const template = (await rendered()).one<V1Deployment>('Deployment').spec?.template.metadata;
    expect(template?.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(template?.annotations).toMatchObject({ 'linkerd.io/inject': 'disabled' });
  });

  it('spreads replicas over nodes and zones where that can be, unless told otherwise', async () => {
    const spec = (await rendered()).one<V1Deployment>('Deployment').spec?.template.spec;
    expect(
      spec?.topologySpreadConstraints?.map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable]),
    ).toEqual([
      ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
      ['kubernetes.io/hostname', 'ScheduleAnyway'],
    ]);
    expect(spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toBeUndefined();
    expect(spec?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution).toHaveLength(1);

    const own = { affinity: { nodeAffinity: {} }, topologySpreadConstraints: [{ topologyKey: 'rack', maxSkew: 2 }] };
    const told = (await rendered(own)).one<V1Deployment>('Deployment').spec?.template.spec;
    expect(told?.affinity).toEqual(own.affinity);
    expect(told?.topologySpreadConstraints).toEqual(own.topologySpreadConstraints);
  });

  it('restarts pods for another setting, and not for another certificate or count', async () => {
    const checksum = async (values: object) =>
      (await rendered(values)).one<V1Deployment>('Deployment').spec?.template.metadata?.annotations?.[
        'checksum/config'
      ];
    const before = await checksum({});
    expect(await checksum({ config: { logLevel: 'debug' } })).not.toBe(before);
    expect(await checksum({ replicas: 5, policies: { unpatched: 'deny' } })).toBe(before);
  });

  it('selects its pods by nothing that an upgrade could change', async () => {
    const rendering = await rendered();
    const selector = {
      'app.kubernetes.io/name': 'gpu-fraction-webhook',
      'app.kubernetes.io/instance': 'gpu-fraction-webhook',
    };
    expect(rendering.one<V1Deployment>('Deployment').spec?.selector).toEqual({ matchLabels: selector });
    expect(rendering.one<V1Service>('Service').spec?.selector).toEqual(selector);
    expect(rendering.one<V1PodDisruptionBudget>('PodDisruptionBudget').spec?.selector).toEqual({
      matchLabels: selector,
    });
    // The pod of `helm test` would otherwise become an endpoint.
    expect(rendering.one<V1Pod>('Pod').metadata?.labels?.['app.kubernetes.io/name']).not.toBe('gpu-fraction-webhook');
  });

  it('has a disruption budget only where another replica is left', async () => {
    expect((await rendered()).one<V1PodDisruptionBudget>('PodDisruptionBudget').spec?.maxUnavailable).toBe(1);
    expect((await rendered({ replicas: 1 })).all('PodDisruptionBudget')).toEqual([]);
    const scaled = { replicas: 1, autoscaling: { enabled: true, minReplicas: 3 } };
    expect((await rendered(scaled)).all('PodDisruptionBudget')).toHaveLength(1);
  });

  it('leaves the number of replicas to the autoscaler where there is one', async () => {
    const rendering = await rendered({ autoscaling: { enabled: true, maxReplicas: 7 } });
    expect(rendering.one<V1Deployment>('Deployment').spec).not.toHaveProperty('replicas');
    expect(rendering.one<V1HorizontalPodAutoscaler>('HorizontalPodAutoscaler').spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'gpu-fraction-webhook' },
      minReplicas: 2,
      maxReplicas: 7,
    });
    expect((await rendered()).all('HorizontalPodAutoscaler')).toEqual([]);
  });

  it('gives the ports of a node back before a new pod takes them', async () => {
    const { spec } = (
      await rendered({ hostNetwork: true, ports: { webhook: 10260, health: 10261 } })
    ).one<V1Deployment>('Deployment');
    expect(spec?.strategy?.rollingUpdate).toEqual({ maxUnavailable: 1, maxSurge: 0 });
    expect(spec?.template.spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
    expect(spec?.template.spec?.containers[0]?.ports?.map(({ containerPort }) => containerPort)).toEqual([
      10260, 10261,
    ]);
  });

  it('lets namespaces have pods of a system priority, which some clusters ask for', async () => {
    const rendering = await rendered();
    expect(rendering.one<V1Deployment>('Deployment').spec?.template.spec?.priorityClassName).toBe(
      'system-cluster-critical',
    );
    expect(rendering.one<V1ResourceQuota>('ResourceQuota').spec?.scopeSelector?.matchExpressions?.[0]?.values).toEqual([
      'system-cluster-critical',
    ]);
    const without = await rendered({ priorityClassName: '' });
    expect(without.all('ResourceQuota')).toEqual([]);
    expect(without.one<V1Deployment>('Deployment').spec?.template.spec).not.toHaveProperty('priorityClassName');
  });

  it('takes an image by tag, by digest, and by the version of the chart', async () => {
    const image = async (values: object) =>
      podSpecs(await rendered({ image: { repository: 'r.example/i', ...values } })).map(
        ({ containers }) => containers[0]?.image,
      );
    const digest = `sha256:${'0a'.repeat(32)}`;
    expect(await image({})).toEqual(['r.example/i:0.1.0', 'r.example/i:0.1.0']);
    expect(await image({ tag: '1.2' })).toEqual(['r.example/i:1.2', 'r.example/i:1.2']);
    expect(await image({ tag: '1.2', digest })).toEqual([`r.example/i@${digest}`, `r.example/i@${digest}`]);
  });

  it('lets labels and annotations of the values win over its own, and writes none twice', async () => {
    const rendering = await rendered({
      podLabels: { 'sidecar.istio.io/inject': 'true' },
      podAnnotations: { 'linkerd.io/inject': 'enabled' },
      podMonitor: { enabled: true, labels: { 'app.kubernetes.io/part-of': 'us' } },
      webhook: { annotations: { 'cert-manager.io/inject-ca-from': 'mine/mine' } },
      certificates: { source: 'certManager' },
    });
    const { metadata } = rendering.one<V1Deployment>('Deployment').spec?.template ?? {};
    expect(metadata?.labels?.['sidecar.istio.io/inject']).toBe('true');
    expect(metadata?.annotations).toMatchObject({
      'linkerd.io/inject': 'enabled',
      'checksum/config': expect.any(String),
    });
    expect(rendering.one('PodMonitor').metadata.labels?.['app.kubernetes.io/part-of']).toBe('us');
    expect(rendering.one('MutatingWebhookConfiguration').metadata.annotations).toMatchObject({
      'cert-manager.io/inject-ca-from': 'mine/mine',
    });
  });

  it('passes on what a cluster wants of its pods', async () => {
    const values = {
      imagePullSecrets: [{ name: 'registry' }],
      nodeSelector: { pool: 'system' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
    };
    for (const spec of podSpecs(await rendered(values))) {
      expect(spec).toMatchObject({ ...values, nodeSelector: { ...values.nodeSelector, 'kubernetes.io/os': 'linux' } });
    }
    const { spec } = (
      await rendered({
        podLabels: { team: 'ml' },
        podAnnotations: { note: 'x' },
        extraEnv: [{ name: 'A', value: 'b' }],
      })
    ).one<V1Deployment>('Deployment');
    expect(spec?.template.metadata?.labels).toMatchObject({ team: 'ml' });
    expect(spec?.template.metadata?.annotations).toMatchObject({ note: 'x' });
    expect(spec?.template.spec?.containers[0]?.env).toEqual([{ name: 'A', value: 'b' }]);
  });

  it('opens the webhook to everybody, metrics to those named, and reaches the API server only', async () => {
    const metricsFrom = [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }];
    const { spec } = (await rendered({ networkPolicy: { enabled: true, metricsFrom } })).one<V1NetworkPolicy>(
      'NetworkPolicy',
    );
    expect(spec?.ingress).toEqual([
      { ports: [{ port: 'webhook', protocol: 'TCP' }] },
      { ports: [{ port: 'health', protocol: 'TCP' }], from: metricsFrom },
    ]);
    expect(spec?.egress).toEqual([{ ports: [443, 6443].map((port) => ({ port, protocol: 'TCP' })) }]);
    expect((await rendered()).all('NetworkPolicy')).toEqual([]);
  });

  it.each(['PodMonitor', 'ServiceMonitor'])('has a %s only on demand', async (kind) => {
    expect((await rendered()).all(kind)).toEqual([]);
    const value = `${kind[0]?.toLowerCase()}${kind.slice(1)}`;
    const { metadata } = (await rendered({ [value]: { enabled: true, labels: { release: 'prometheus' } } })).one(kind);
    expect(metadata.labels).toMatchObject({ release: 'prometheus' });
  });
});
