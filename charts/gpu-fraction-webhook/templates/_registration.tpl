{{/* What the program's sources say about the registration, and about the policies beside it. */}}
{{- define "gpu-fraction-webhook.registration" -}}
{{- .Files.Get "files/registration.yaml" -}}
{{- end -}}

{{/* The scheduler's vocabulary: the flavour's, but for what is given by itself. */}}
{{- define "gpu-fraction-webhook.vocabulary" -}}
{{- $flavours := (include "gpu-fraction-webhook.registration" . | fromYaml).flavours -}}
{{- $chosen := dict -}}
{{- range $name, $value := index $flavours .Values.config.flavour -}}
{{- $_ := set $chosen $name (index $.Values.config $name | default $value) -}}
{{- end -}}
{{- toYaml $chosen -}}
{{- end -}}

{{/* Namespaces whose pods are never touched; the release's own is always among them. */}}
{{- define "gpu-fraction-webhook.excludedNamespaces" -}}
{{- $names := list .Release.Namespace -}}
{{- range .Values.config.excludedNamespaces -}}
{{- $names = append $names . -}}
{{- end -}}
key: kubernetes.io/metadata.name
operator: NotIn
values:
  {{- $names | uniq | sortAlpha | toYaml | nindent 2 }}
{{- end -}}

{{/* The namespaces that a policy is about; with prefixes its variable inScope has the rest. */}}
{{- define "gpu-fraction-webhook.policyNamespaces" -}}
matchExpressions:
  - key: runai-injection
    {{- if .Values.config.namespacePrefixes }}
    operator: NotIn
    values: [disabled]
    {{- else }}
    operator: In
    values: [enabled]
    {{- end }}
  - {{- include "gpu-fraction-webhook.excludedNamespaces" . | nindent 4 }}
{{- end -}}

{{/*
A policy and its binding. Given: root; policy, its name in files/registration.yaml; settings, a list of name and value; and
actions. A value of JSON is one of CEL, for printable ASCII.
*/}}
{{- define "gpu-fraction-webhook.policy" -}}
{{- $policy := index (include "gpu-fraction-webhook.registration" .root | fromYaml).policies .policy -}}
{{- $variables := list -}}
{{- range .settings -}}
{{- $variables = append $variables (dict "name" (index . 0) "expression" (index . 1 | toRawJson)) -}}
{{- end -}}
{{- $spec := $policy.spec -}}
{{- $_ := set $spec "variables" (concat $variables $spec.variables) -}}
{{- $_ := set $spec.matchConstraints "namespaceSelector" (include "gpu-fraction-webhook.policyNamespaces" .root | fromYaml) -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $policy.name }}
  labels:
    {{- include "gpu-fraction-webhook.labels" .root | nindent 4 }}
spec:
  {{- toYaml $spec | nindent 2 }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $policy.name }}
  labels:
    {{- include "gpu-fraction-webhook.labels" .root | nindent 4 }}
spec:
  policyName: {{ $policy.name }}
  validationActions:
    {{- toYaml .actions | nindent 4 }}
{{- end -}}

{{/* One webhook of the configuration, by what the label of the namespace has to be. Given: root, name, operator, values. */}}
{{- define "gpu-fraction-webhook.webhook" -}}
- name: {{ .name }}.pods.{{ include "gpu-fraction-webhook.program" .root }}
  clientConfig:
    service:
      name: {{ include "gpu-fraction-webhook.fullname" .root }}
      namespace: {{ .root.Release.Namespace | quote }}
      path: /mutate
      port: 443
  rules:
    - apiGroups: [""]
      apiVersions: [v1]
      operations: [CREATE]
      resources: [pods]
      scope: Namespaced
  namespaceSelector:
    matchExpressions:
      - key: runai-injection
        operator: {{ .operator }}
        values: {{ toJson .values }}
      - {{- include "gpu-fraction-webhook.excludedNamespaces" .root | nindent 8 }}
  matchPolicy: Equivalent
  failurePolicy: {{ .root.Values.webhook.failurePolicy }}
  timeoutSeconds: {{ .root.Values.webhook.timeoutSeconds }}
  reinvocationPolicy: {{ .root.Values.webhook.reinvocationPolicy }}
  sideEffects: None
  admissionReviewVersions: [v1]
{{- end -}}
