{{/*
The program's settings as its configuration file: those of the values, and over them what the chart knows. YAML 1.1,
which Helm reads, takes a bare `off` for false.
*/}}
{{- define "gpu-fraction-webhook.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- if eq (toString $config.projectGuard) "false" -}}
{{- $_ := set $config "projectGuard" "off" -}}
{{- end -}}
{{- $_ := set $config "releaseNamespace" .Release.Namespace -}}
{{- $_ := set $config "httpsPort" .Values.ports.webhook -}}
{{- $_ := set $config "healthPort" .Values.ports.health -}}
{{- $registration := dict "webhookConfiguration" .Values.webhook.name "serviceName" (include "gpu-fraction-webhook.fullname" .) -}}
{{- if eq .Values.certificates.source "self" -}}
{{- $_ := set $config "certificates" "self" -}}
{{- $self := deepCopy .Values.certificates.self -}}
{{- $_ := set $self "secretName" (include "gpu-fraction-webhook.authoritiesSecret" .) -}}
{{- $_ := set $config "selfManaged" $self -}}
{{- else -}}
{{- $_ := set $config "certificates" "files" -}}
{{- $_ := set $config "tlsCertDir" "/etc/gpu-fraction-webhook/tls" -}}
{{- $_ := set $registration "caBundle" (ternary .Values.certificates.existingSecret.caBundle "check" (eq .Values.certificates.source "existingSecret")) -}}
{{- end -}}
{{- if include "gpu-fraction-webhook.clientCaSource" . -}}
{{- $_ := set $config "clientCaFile" "/etc/gpu-fraction-webhook/client-ca/ca.crt" -}}
{{- end -}}
{{- $_ := set $config "registration" $registration -}}
{{- toYaml $config -}}
{{- end -}}

{{/* A value that can be `off`, or false where YAML 1.1 has read it. */}}
{{- define "gpu-fraction-webhook.level" -}}
{{- ternary "off" (toString .) (eq (toString .) "false") -}}
{{- end -}}
