{{/* The API server calls configurations one after another in the plain order of their names. */}}
{{- define "gpu-fraction-webhook.guards.order" -}}
{{- $order := (include "gpu-fraction-webhook.registration" . | fromYaml).configurationOrder -}}
{{- $name := .Values.webhook.name -}}
{{- range concat $order.earlier $order.later -}}
{{- if eq $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration cannot be called %q, which is the name of another program's; %s" $name $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- range $order.earlier -}}
{{- if lt $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration's name %q sorts before %q and has to sort after it: the API server calls webhooks in the order of these names, and %s; %s" $name .name .because $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- range $order.later -}}
{{- if gt $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration's name %q sorts after %q and has to sort before it: the API server calls webhooks in the order of these names, and %s; %s" $name .name .because $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- end -}}
