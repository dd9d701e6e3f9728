{{/* The rules of files/alerts.yaml, with what the values say of them. */}}
{{- define "gpu-fraction-webhook.alerts" -}}
{{- $values := .Values.prometheusRule -}}
{{- $known := dict "namespace" .Release.Namespace "deployment" (include "gpu-fraction-webhook.fullname" .) -}}
{{- $known = mergeOverwrite $known $values.thresholds -}}
{{- $rules := list -}}
{{- range (.Files.Get "files/alerts.yaml" | fromYaml).rules -}}
{{- if not (has .alert ($values.disabled | default list)) -}}
{{- $rule := . -}}
{{- range $name, $value := $known -}}
{{- $_ := set $rule "expr" ($rule.expr | replace (printf "$(%s)" $name) (toString $value)) -}}
{{- end -}}
{{- with get ($values.severities | default dict) .alert -}}
{{- $_ := set $rule.labels "severity" . -}}
{{- end -}}
{{- with $values.runbookUrl -}}
{{- $_ := set $rule.annotations "runbook_url" (printf "%s#%s" . (lower $rule.alert)) -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- end -}}
{{- toYaml $rules -}}
{{- end -}}
