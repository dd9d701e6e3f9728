/** What the webhook does and the mutating policy cannot, for people: in what is exported, and on its page. */
export const BEYOND_CEL: readonly string[] = [
  "PodDefaults that are still to be applied. The API server asks again after a webhook has changed the pod, so what the PodDefaults' webhook sets is seen then; where one sets a label or annotation to another value than this policy did, that webhook refuses the pod.",
  'owners: a project or queue on a RayCluster, a JobSet or a training job, and whether another member of a gang asks. So each template of a gang has to name its project; a head that names none stays behind, and its workers wait for it.',
  'several sources that disagree, and amounts in other spellings than 0.5, .5, 50%, 2, 8192, 8Gi, 512Mi: such a pod is left alone.',
  'a fractional limit such as nvidia.com/gpu: 0.5, which the webhook takes for a share. Such a pod is left alone, and so the API server refuses it.',
  'refusals: a wrong value and a project of another team are let through as they came, to the default scheduler.',
  'warnings, audit annotations, metrics, and the annotation that says what was decided and why.',
];
