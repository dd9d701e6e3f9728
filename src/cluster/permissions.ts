/** One rule of a ClusterRole, as far as watching needs it. */
export interface MissingRule {
  readonly verb: 'list' | 'watch' | 'get';
  readonly group: string;
  /** Plural, as RBAC wants it, or a path such as `/apis`. */
  readonly resource: string;
}

/** The rule as it is written in a ClusterRole. */
export const ruleOf = ({ verb, group, resource }: MissingRule): string =>
  resource.startsWith('/')
    ? `{nonResourceURLs: ["${resource}"], verbs: [${verb}]}`
    : `{apiGroups: ["${group}"], resources: [${resource}], verbs: [${verb}]}`;
