{{/* How the release is called, and where it is. */}}
{{- define "gpu-fraction-webhook.guards.release" -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "gpu-fraction-webhook.fullname" .)) -}}
{{- fail (printf "the release is called %q, and its Service cannot be called %q: choose a name for the release that begins with a letter and has no dot, such as gpu-fraction-webhook" .Release.Name (include "gpu-fraction-webhook.fullname" .)) -}}
{{- end -}}
{{- if has .Release.Namespace (list "kube-system" "kube-public" "kube-node-lease") -}}
{{- fail (printf "the release's namespace is %s, which belongs to Kubernetes: install with --namespace gpu-fraction-webhook --create-namespace" .Release.Namespace) -}}
{{- end -}}
{{- end -}}
