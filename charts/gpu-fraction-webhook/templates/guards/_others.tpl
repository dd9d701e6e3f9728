{{/* Two of them would patch each pod twice. What is in the cluster can be seen at an installation, not in `helm template`. */}}
{{- define "gpu-fraction-webhook.guards.others" -}}
{{- range (lookup "admissionregistration.k8s.io/v1" "MutatingWebhookConfiguration" "" "").items -}}
{{- $labels := .metadata.labels | default dict -}}
{{- $annotations := .metadata.annotations | default dict -}}
{{- $release := index $annotations "meta.helm.sh/release-name" | default "" -}}
{{- $namespace := index $annotations "meta.helm.sh/release-namespace" | default "" -}}
{{- $isOurs := or (eq .metadata.name $.Values.webhook.name) (eq (index $labels "app.kubernetes.io/name" | default "") (include "gpu-fraction-webhook.program" $)) -}}
{{- if and $isOurs (not $release) -}}
{{- fail (printf "there is a MutatingWebhookConfiguration %s already that no Helm release owns, perhaps from deploy/: remove that installation first, or let Helm take it over (docs/install.md)" .metadata.name) -}}
{{- else if and $isOurs (or (ne $release $.Release.Name) (ne $namespace $.Release.Namespace)) -}}
{{- fail (printf "gpu-fraction-webhook is in this cluster already, as release %s in namespace %s with MutatingWebhookConfiguration %s: a second one would patch every pod twice; upgrade that release, or uninstall it first" $release $namespace .metadata.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
