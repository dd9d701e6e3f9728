{{- define "gpu-fraction-webhook.guards.podLabels" -}}
{{- range $key, $value := .Values.podLabels -}}
{{- if hasKey (include "gpu-fraction-webhook.selectorLabels" $ | fromYaml) $key -}}
{{- fail (printf "podLabels: %s is %q, and by this label Deployment and Service know their pods: leave it out" $key $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
