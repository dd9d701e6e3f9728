{{/* The program, and not .Chart.Name, which is another one where a chart around this one calls it so (`alias`). */}}
{{- define "gpu-fraction-webhook.program" -}}
gpu-fraction-webhook
{{- end -}}

{{/* The release's name, and the chart's beside it where that does not say it; room is left for the longest ending. */}}
{{- define "gpu-fraction-webhook.fullname" -}}
{{- $name := .Release.Name -}}
{{- $program := include "gpu-fraction-webhook.program" . -}}
{{- if not (contains $program $name) -}}
{{- $name = printf "%s-%s" $name $program -}}
{{- end -}}
{{- $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{/* What a Deployment selects its pods by, which can never be changed: nothing that an upgrade could change. */}}
{{- define "gpu-fraction-webhook.selectorLabels" -}}
app.kubernetes.io/name: {{ include "gpu-fraction-webhook.program" . }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "gpu-fraction-webhook.labels" -}}
{{ include "gpu-fraction-webhook.selectorLabels" . }}
app.kubernetes.io/component: webhook
app.kubernetes.io/part-of: {{ include "gpu-fraction-webhook.program" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end -}}

{{/* Where the replicas share their authorities, with certificates.source self. */}}
{{- define "gpu-fraction-webhook.authoritiesSecret" -}}
{{ include "gpu-fraction-webhook.fullname" . }}-ca
{{- end -}}

{{/* Where a serving certificate is mounted from, with the other sources. */}}
{{- define "gpu-fraction-webhook.servingSecret" -}}
{{- if eq .Values.certificates.source "existingSecret" -}}
{{ .Values.certificates.existingSecret.name }}
{{- else -}}
{{ include "gpu-fraction-webhook.fullname" . }}-tls
{{- end -}}
{{- end -}}

{{/* A volume's source of the authority for client certificates, or nothing. Of a Secret only that: its key may be there too. */}}
{{- define "gpu-fraction-webhook.clientCaSource" -}}
{{- with .Values.clientCertificate -}}
{{- $items := list (dict "key" .key "path" "ca.crt") -}}
{{- if .configMap -}}
{{- dict "configMap" (dict "name" .configMap "items" $items) | toYaml -}}
{{- else if .secret -}}
{{- dict "secret" (dict "secretName" .secret "items" $items) | toYaml -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gpu-fraction-webhook.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ printf "%s@%s" .repository .digest }}
{{- else -}}
{{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels or annotations of the chart, and over them those of the values: no key stands twice. Given: YAML and a map. */}}
{{- define "gpu-fraction-webhook.with" -}}
{{- mergeOverwrite (index . 0 | fromYaml) (index . 1 | default dict) | toYaml -}}
{{- end -}}
