import type { Mode } from '../admission/mode.ts';
import { PROGRAM } from '../decision/vocabulary.ts';
import { isOwnWebhook, tellsOwnRefusal } from '../registration/webhook-configuration.ts';
import type { Outcome } from './comparison.ts';
import type { Expectation } from './expectation.ts';
import { wroteDecision } from './owned-fields.ts';

/** Why something else came than was expected, as far as that can be seen from here, and where to look. */
export interface Cause {
  readonly likely: string;
  /** Commands for whoever may read more than this check. */
  readonly look: readonly string[];
}

/** Where the parts of the installation are. */
export interface Installation {
  /** Namespace of the pods that are tried. */
  readonly namespace: string;
  /** The webhook's own. */
  readonly releaseNamespace: string;
  /** Name of the MutatingWebhookConfiguration. */
  readonly webhookConfiguration: string;
  /** By the settings that the check was given. */
  readonly mode: Mode;
}

export function likelyCause(expectation: Expectation, outcome: Outcome, installation: Installation): Cause {
  return outcome.kind === 'refused'
    ? causeOfRefusal(outcome.message, installation)
    : causeOfAcceptance(expectation, outcome, installation);
}

function causeOfRefusal(message: string, installation: Installation): Cause {
  const { namespace, webhookConfiguration } = installation;
  const webhook = /failed calling webhook "([^"]*)"/.exec(message)?.[1];
  if (webhook !== undefined) {
    return isOwnWebhook(webhook)
      ? {
          likely: 'the API server cannot reach the webhook, or does not trust its certificate; its own words are above',
          look: lookAtServer(installation),
        }
      : {
          likely: `another webhook, ${webhook}, cannot be called, and lets no pod pass`,
          look: ['kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations'],
        };
  }
  if (/does not support dry run/.test(message)) {
    return {
      likely:
        'another webhook has side effects, so the API server makes no dry runs in this namespace: choose another --namespace',
      look: ['kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations'],
    };
  }
  if (/foreign-(project|queue): /.test(message)) {
    return {
      likely: `namespace ${namespace} belongs to a project, and the quota guard keeps others out: name it with --project, or choose another --namespace`,
      look: [`kubectl get namespace ${namespace} --show-labels`],
    };
  }
  if (/ValidatingAdmissionPolicy '[^']*-unpatched'/.test(message)) {
    return { likely: NOT_CALLED, look: lookForCall(installation) };
  }
  return tellsOwnRefusal(message)
    ? { likely: OTHER_SETTINGS, look: lookAtSettings(installation) }
    : {
        likely: 'something else in the cluster refuses the pod; its own words are above',
        look: [
          `kubectl get resourcequota,limitrange -n ${namespace}`,
          'kubectl get validatingwebhookconfigurations,validatingadmissionpolicies',
          `kubectl get mutatingwebhookconfiguration ${webhookConfiguration}`,
        ],
      };
}

function causeOfAcceptance(
  expectation: Expectation,
  { fields, warnings }: Extract<Outcome, { kind: 'accepted' }>,
  installation: Installation,
): Cause {
  const isAudit = warnings.some((warning) => warning.startsWith(`${PROGRAM}: audit: `));
  if (isAudit && installation.mode === 'enforce') {
    return {
      likely: 'the webhook runs in audit mode (mode: audit): it tells what it would do, and changes nothing',
      look: lookAtSettings(installation),
    };
  }
  if (wroteDecision(fields) || warnings.length > 0) {
    return { likely: OTHER_SETTINGS, look: lookAtSettings(installation) };
  }
  return {
    likely: expectation.kind === 'unchanged' ? `${NOT_CALLED}, or does not run in audit mode` : NOT_CALLED,
    look: lookForCall(installation),
  };
}

const NOT_CALLED =
  'the webhook was not called, or did not answer in time and failurePolicy: Ignore let the pod pass it by';

const OTHER_SETTINGS =
  'the webhook answered, but decides by other settings than this check was given, or a webhook after it changed the pod';

const lookAtSettings = ({ releaseNamespace }: Installation): readonly string[] => [
  `kubectl get configmap -n ${releaseNamespace} -o yaml   # the settings that --config has to be`,
  `kubectl get pods -n ${releaseNamespace} -o wide   # were they restarted since the settings changed?`,
];

const lookForCall = (installation: Installation): readonly string[] => [
  `kubectl get namespace ${installation.namespace} --show-labels   # needs runai-injection=enabled, or a prefix of namespacePrefixes`,
  `kubectl get mutatingwebhookconfiguration ${installation.webhookConfiguration} -o yaml   # is it there, with a caBundle?`,
  ...lookAtServer(installation),
];

const lookAtServer = ({ releaseNamespace }: Installation): readonly string[] => [
  `kubectl get pods,endpointslices -n ${releaseNamespace}   # is any replica ready?`,
  // By the label, which is the same whatever the release is called.
  `kubectl logs -n ${releaseNamespace} -l app.kubernetes.io/name=${PROGRAM} --tail=-1`,
];
