{{/* Labels that would say two things at a time, and a scheduler that pods have in any case. */}}
{{- define "gpu-fraction-webhook.guards.vocabulary" -}}
{{- $vocabulary := include "gpu-fraction-webhook.vocabulary" . | fromYaml -}}
{{- $reserved := (include "gpu-fraction-webhook.registration" . | fromYaml).reserved -}}
{{- if eq $vocabulary.schedulerName $reserved.schedulerName -}}
{{- fail (printf "config.schedulerName is %s, which pods have without the webhook: write the name of the GPU scheduler, or leave it out" $vocabulary.schedulerName) -}}
{{- end -}}
{{- $named := dict -}}
{{- range $reserved.podLabels.settings -}}
{{- $label := index $vocabulary . -}}
{{- if has $label $reserved.podLabels.taken -}}
{{- fail (printf "config.%s is %s, by which people ask for something else: choose another label, or leave it out" . $label) -}}
{{- end -}}
{{- if hasKey $named $label -}}
{{- fail (printf "config.%s and config.%s are both %s, and a pod has one value of a label: choose another one for one of them, or leave it out" (index $named $label) . $label) -}}
{{- end -}}
{{- $_ := set $named $label . -}}
{{- end -}}
{{- if eq $vocabulary.namespaceProjectLabel $reserved.namespaceLabel -}}
{{- fail (printf "config.namespaceProjectLabel is %s, by which namespaces opt in: choose another label, or leave it out" $reserved.namespaceLabel) -}}
{{- end -}}
{{- end -}}
