/** One rule of a ClusterRole or Role. */
export interface MissingRule {
  readonly verb: 'list' | 'watch' | 'get' | 'create' | 'patch';
  readonly group: string;
  /** Plural, as RBAC wants it, or a path such as `/apis`. */
  readonly resource: string;
  /** Of the one object that it is about, if it is about one. */
  readonly name?: string;
}

/** The rule as it is written there. */
export const ruleOf = ({ verb, group, resource, name }: MissingRule): string =>
  resource.startsWith('/')
    ? `{nonResourceURLs: ["${resource}"], verbs: [${verb}]}`
    : `{apiGroups: ["${group}"], resources: [${resource}],${name === undefined ? '' : ` resourceNames: [${name}],`} verbs: [${verb}]}`;
