{{- define "gpu-fraction-webhook.guards.monitors" -}}
{{- if and .Values.podMonitor.enabled .Values.serviceMonitor.enabled -}}
{{- fail "podMonitor.enabled and serviceMonitor.enabled are both true: every metric would be fetched twice; choose one of them" -}}
{{- end -}}
{{- end -}}
