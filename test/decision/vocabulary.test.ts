import { describe, expect, it } from 'vitest';
import * as names from '../../src/decision/vocabulary.ts';

describe('the names that other programs read', () => {
  // Spelled out once more on purpose: a typing mistake in one of them would still agree with itself.
  it('are spelled as those programs spell them', () => {
    expect({ ...names }).toMatchObject({
      PROGRAM: 'gpu-fraction-webhook',
      GPU_FRACTION: 'gpu-fraction',
      GPU_MEMORY: 'gpu-memory',
      GPU_FRACTION_NUM_DEVICES: 'gpu-fraction-num-devices',
      GPU_FRACTION_CONTAINER_NAME: 'gpu-fraction-container-name',
      RUNAI_PROJECT: 'RUNAI_PROJECT',
      RUNAI_GPU_FRACTION: 'RUNAI_GPU_FRACTION',
      RUNAI_LABEL: 'runai',
      INJECTION_LABEL: 'runai-injection',
      INJECTION_ENABLED: 'enabled',
      INJECTION_DISABLED: 'disabled',
      DECISION_ANNOTATION: 'gpu-fraction-webhook/decision',
      NVIDIA_GPU: 'nvidia.com/gpu',
      NVIDIA_MIG_PREFIX: 'nvidia.com/mig-',
    });
  });
});
