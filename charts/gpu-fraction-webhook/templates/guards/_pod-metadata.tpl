{{- define "gpu-fraction-webhook.guards.podMetadata" -}}
{{- range $key, $value := .Values.podLabels -}}
{{- if hasKey (include "gpu-fraction-webhook.selectorLabels" $ | fromYaml) $key -}}
{{- fail (printf "podLabels: %s is %q, and by this label Deployment and Service know their pods: leave it out" $key $value) -}}
{{- end -}}
{{- end -}}
{{- if hasKey (.Values.podAnnotations | default dict) "checksum/config" -}}
{{- fail "podAnnotations: checksum/config is the chart's own, by which a change of config restarts the replicas: leave it out" -}}
{{- end -}}
{{- end -}}
