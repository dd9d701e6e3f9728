import { describe, expect, it } from 'vitest';
import { admit } from '../../support/admission.ts';
import { container, pod } from '../../support/pods.ts';
import { ofProject } from '../../support/world.ts';

const OWN = { namespace: ofProject('team-a') };
const beside = (
  resource: string,
  limit: string | number = 1,
  annotations: Record<string, string> = { 'gpu-fraction': '0.5' },
) => admit({ annotations, containers: [container('main', { limits: { [resource]: limit } })] }, OWN);

describe('a share beside another accelerator', () => {
  it.each([
    'amd.com/gpu',
    'nvidia.com/gpu.shared',
    'nvidia.com/gpumem',
    'nvidia.com/gpucores',
    'gpu.intel.com/i915',
    'habana.ai/gaudi',
    'google.com/tpu',
    'aws.amazon.com/neuroncore',
    'huawei.com/Ascend910',
    'cambricon.com/mlu',
    'hygon.com/dcunum',
    'aliyun.com/gpu-mem',
    'volcano.sh/vgpu-memory',
    'tencent.com/vcuda-core',
    'kunlunxin.com/xpu',
    'enflame.com/gcu',
    'qualcomm.com/qaic',
    'intel.com/vpu',
  ])('is told that the pod waits for %s too, which stays', (resource) => {
    const seen = beside(resource);
    expect(seen).toMatchObject({ outcome: 'mutated', warnings: ['other-accelerator'] });
    expect(seen.warningTexts[0]).toContain(resource);
    expect(seen.pod.spec.containers[0]?.resources?.limits).toEqual({ [resource]: 1 });
  });

  it.each([
    'cpu',
    'memory',
    'ephemeral-storage',
    'hugepages-2Mi',
    'rdma/hca',
    'smarter-devices/fuse',
    'example.org/fpga',
  ])('is told nothing of %s', (resource) => {
    expect(beside(resource).warnings).toEqual([]);
  });

  it.each(['0', 0, 'nonsense'])('is told nothing of a limit of %j', (limit) => {
    expect(beside('amd.com/gpu', limit).warnings).toEqual([]);
  });

  it.each([{ 'gpu-fraction': '1' }, { RUNAI_PROJECT: 'team-a' }])(
    'is meant, not whole GPUs or no amount: %j',
    (asked) => {
      expect(beside('amd.com/gpu', 1, asked).warnings).toEqual([]);
    },
  );

  it('is told of a claim on a device, which may be for a GPU', () => {
    const sample = pod({ annotations: { 'gpu-fraction': '0.5' } });
    const claiming = { ...sample, spec: { ...sample.spec, resourceClaims: [{ name: 'gpu', resourceClaimName: 'x' }] } };
    const { warnings, warningTexts } = admit(claiming, OWN);
    expect(warnings).toEqual(['other-accelerator']);
    expect(warningTexts[0]).toContain('resource claim gpu stays; if it is for a GPU, the pod waits for both');
  });

  it('is told of an init container too', () => {
    const initContainers = [container('i', { limits: { 'amd.com/gpu': 1 } })];
    expect(admit({ annotations: { 'gpu-fraction': '0.5' }, initContainers }, OWN).warnings).toEqual([
      'other-accelerator',
    ]);
  });
});
