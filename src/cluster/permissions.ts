/** One rule of a ClusterRole or Role. */
export interface MissingRule {
  readonly verb: 'list' | 'watch' | 'get' | 'create';
  readonly group: string;
  /** Plural, as RBAC wants it, or a path such as `/apis`. */
  readonly resource: string;
}

/** The rule as it is written there. */
export const ruleOf = ({ verb, group, resource }: MissingRule): string =>
  resource.startsWith('/')
    ? `{nonResourceURLs: ["${resource}"], verbs: [${verb}]}`
    : `{apiGroups: ["${group}"], resources: [${resource}], verbs: [${verb}]}`;
