import { judgeSchedulers } from '../../settings/scheduler-fit.ts';
import { check } from './check.ts';
import { helmSet } from './commands.ts';

/** Whether anybody takes the pods that are sent away. */
export const scheduler = check({
  id: 'scheduler',
  about: 'the cluster has the scheduler that pods are sent to',
  needs: ['schedulers'],
  find({ schedulers }, { settings: { decision }, release }) {
    const { fit, severity, sentence } = judgeSchedulers(schedulers, decision.schedulerName);
    return severity === 'fine'
      ? []
      : [
          {
            severity: severity === 'wrong' ? 'error' : 'warning',
            object: `Scheduler ${decision.schedulerName}`,
            problem: `is in doubt: ${sentence}`,
            why: 'a pod whose scheduler nobody answers to waits for ever, and nothing says so',
            command:
              fit === 'none'
                ? 'kubectl api-resources --api-group=scheduling.run.ai   # lists queues once Run:ai or KAI is installed'
                : helmSet(
                    release,
                    `config.flavour=${fit === 'other' ? otherFlavour(decision.schedulerName) : 'runai'}`,
                  ),
          },
        ];
  },
});

const otherFlavour = (schedulerName: string): string => (schedulerName.startsWith('kai') ? 'runai' : 'kai');
