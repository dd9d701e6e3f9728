import { INJECTION_DISABLED, INJECTION_ENABLED, INJECTION_LABEL } from '../../decision/vocabulary.ts';
import type { Finding } from '../finding.ts';
import { check } from './check.ts';

/** Labels that say something else than what comes of them. */
export const namespaceScope = check({
  id: 'namespace-scope',
  about:
    'no namespace is labelled to be in, and yet left out: by the list of exclusions, or by a label that means nothing',
  needs: ['namespaces'],
  find: ({ namespaces }, { settings: { decision } }) =>
    namespaces.flatMap(({ name, labels }): readonly Finding[] => {
      const label = labels[INJECTION_LABEL];
      if (label === undefined || label === INJECTION_DISABLED) {
        return [];
      }
      const object = `Namespace ${name}`;
      if (label !== INJECTION_ENABLED) {
        return [
          {
            severity: 'warning',
            object,
            problem: `has the label ${INJECTION_LABEL}=${label}, which means nothing`,
            why: `only "${INJECTION_ENABLED}" opts a namespace in, and "${INJECTION_DISABLED}" out; its pods are looked at only if the beginning of its name opts it in`,
            command: `kubectl label namespace ${name} --overwrite ${INJECTION_LABEL}=${INJECTION_ENABLED}`,
          },
        ];
      }
      return decision.excludedNamespaces.has(name)
        ? [
            {
              severity: 'warning',
              object,
              problem: `has the label ${INJECTION_LABEL}=${label}, and is excluded by the settings`,
              why: 'its pods are never touched, whatever its label says (setting excludedNamespaces, or the namespace of the webhook itself)',
              command: `kubectl label namespace ${name} ${INJECTION_LABEL}-   # or take it off config.excludedNamespaces`,
            },
          ]
        : [];
    }),
});
