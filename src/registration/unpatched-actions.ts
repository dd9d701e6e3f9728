/** What can happen to a pod that asked for a GPU and was not patched. */
export const UNPATCHED_ACTIONS = ['warn', 'deny', 'off'] as const;

export type UnpatchedAction = (typeof UNPATCHED_ACTIONS)[number];
