{{/* Also in the schema, whose words name the value only. */}}
{{- define "gpu-fraction-webhook.guards.scope" -}}
{{- if and (eq .Values.webhook.failurePolicy "Fail") .Values.config.namespacePrefixes -}}
{{- fail "webhook.failurePolicy is Fail, and config.namespacePrefixes opts namespaces in that nobody has labelled: an outage would block their pods; set webhook.failurePolicy=Ignore, or label the namespaces runai-injection=enabled and leave the prefixes out" -}}
{{- end -}}
{{- end -}}
