import { FLAVOURS } from '../../settings/flavours.ts';
import type { Finding } from '../finding.ts';
import { type Context, check } from './check.ts';

/** KAI's admission refuses every share of a GPU unless it was told not to, and by default it was not. */
export const gpuSharing = check({
  id: 'gpu-sharing',
  about: 'KAI shares GPUs, which it does not by default',
  needs: ['kaiConfigs'],
  find: ({ kaiConfigs }, context) =>
    isForKai(context)
      ? kaiConfigs
          .filter(({ spec }) => spec?.admission?.gpuSharing !== true)
          .map(({ metadata }) => isOff(metadata.name))
      : [],
});

/** By the name: whoever has given one of his own has another program, of which nothing is known. */
export const isForKai = ({ settings }: Context): boolean =>
  settings.decision.schedulerName === FLAVOURS.kai.schedulerName;

const isOff = (config: string): Finding => ({
  severity: 'error',
  object: `Config ${config} (kai.scheduler)`,
  problem: 'has GPU sharing switched off',
  why: "KAI's admission refuses every pod that asks for a share of a GPU, also those that this webhook has prepared",
  command: `kubectl patch configs.kai.scheduler ${config} --type merge -p '{"spec":{"admission":{"gpuSharing":true}}}'   # and global.gpuSharing=true in the values of KAI's chart`,
});
