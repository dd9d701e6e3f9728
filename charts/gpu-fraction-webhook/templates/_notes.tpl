{{/* What can be seen of the cluster at an installation. `helm template`, and so a GitOps controller, sees no cluster. */}}
{{- define "gpu-fraction-webhook.notes.checks" -}}
{{- $found := list -}}
{{- $judgement := include "gpu-fraction-webhook.notes.schedulers" . | fromYaml -}}
{{- if and $judgement.sentence (ne $judgement.severity "fine") -}}
{{- $found = append $found $judgement.sentence -}}
{{- end -}}
{{- $replicas := .Values.autoscaling.enabled | ternary .Values.autoscaling.minReplicas .Values.replicas -}}
{{- if eq (int $replicas) 1 -}}
{{- if eq .Values.webhook.failurePolicy "Fail" -}}
{{- $found = append $found "There is one replica, and webhook.failurePolicy is Fail: while it is away no pod can be created in an opted-in namespace. Set replicas=2." -}}
{{- else -}}
{{- $found = append $found "There is one replica: while it is away pods are created unpatched. Set replicas=2." -}}
{{- end -}}
{{- end -}}
{{- if and (eq (include "gpu-fraction-webhook.level" .Values.policies.unpatched) "off") (eq .Values.webhook.failurePolicy "Ignore") -}}
{{- $found = append $found "policies.unpatched is off: nothing tells of a pod that was created unpatched while no replica answered." -}}
{{- end -}}
{{- if and (eq (toString .Values.policies.unpatched) "deny") (or (eq .Values.config.mode "audit") (eq .Values.config.onInvalid "warn")) -}}
{{- $found = append $found (printf "policies.unpatched is deny, but nothing is denied: the policy is not installed with config.mode: audit or config.onInvalid: warn, which are %s and %s. Set policies.unpatched=off to say so, or enforce and deny." .Values.config.mode .Values.config.onInvalid) -}}
{{- end -}}
{{- range .Values.config.namespacePrefixes -}}
{{- $found = append $found (printf "Every namespace whose name begins with %s is opted in; `kubectl label namespace NAME runai-injection=disabled` keeps one out." .) -}}
{{- end -}}
{{- if eq .Values.certificates.source "certManager" -}}
{{- if not (include "gpu-fraction-webhook.notes.hasKind" (list . (dict "group" "cert-manager.io" "kind" "Certificate"))) -}}
{{- $found = append $found "certificates.source is certManager, and cert-manager was not found in this cluster." -}}
{{- end -}}
{{- end -}}
{{- if include "gpu-fraction-webhook.clientCaSource" . -}}
{{- $found = append $found (printf "Only an API server with a client certificate is answered: its configuration has to name one for %s.%s.svc, or its calls fail, and pods are %s (docs/limits.md)." (include "gpu-fraction-webhook.fullname" .) .Release.Namespace (ternary "refused" "created unpatched" (eq .Values.webhook.failurePolicy "Fail"))) -}}
{{- end -}}
{{- if .Values.prometheusRule.enabled -}}
{{- if not (or .Values.podMonitor.enabled .Values.serviceMonitor.enabled) -}}
{{- $found = append $found "prometheusRule.enabled is true, and neither podMonitor.enabled nor serviceMonitor.enabled: unless your Prometheus finds the pods otherwise, GpuFractionWebhookDown will fire." -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.metricsFrom) -}}
{{- $found = append $found "prometheusRule.enabled and networkPolicy.enabled are true, and networkPolicy.metricsFrom lets nobody fetch metrics: GpuFractionWebhookDown will fire. Name your Prometheus there." -}}
{{- end -}}
{{- end -}}
{{- if .Values.hostNetwork -}}
{{- $found = append $found (printf "hostNetwork is true: ports %d and %d are taken on the nodes, and a namespace under Pod Security level baseline or restricted refuses these pods." (int .Values.ports.webhook) (int .Values.ports.health)) -}}
{{- end }}
Checked: which scheduler and whether cert-manager is there, by their kinds; replicas, policies, prefixes, metrics; before that the name of the configuration, and whether another release is there.
{{- range $found }}

WARNING: {{ . }}
{{- else }} Nothing to say.
{{- end }}
{{- end -}}

{{/* What the program says of the schedulers that are there, as severity and sentence; nothing of a name of one's own. */}}
{{- define "gpu-fraction-webhook.notes.schedulers" -}}
{{- $schedulers := (include "gpu-fraction-webhook.registration" . | fromYaml).schedulers -}}
{{- $seen := list -}}
{{- range $whose, $signs := $schedulers.signs -}}
{{- range $signs -}}
{{- if include "gpu-fraction-webhook.notes.hasKind" (list $ .) -}}
{{- $seen = append $seen $whose -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $found := index $schedulers.found ($seen | uniq | join "+") -}}
{{- with index $schedulers.judgements (include "gpu-fraction-webhook.vocabulary" . | fromYaml).schedulerName -}}
{{- index . $found | toYaml -}}
{{- end -}}
{{- end -}}

{{/* `true`, once or more often, where the API server has a kind in any version, or nothing. Given: root, group and kind. */}}
{{- define "gpu-fraction-webhook.notes.hasKind" -}}
{{- $root := index . 0 -}}
{{- $sign := index . 1 -}}
{{- range $root.Capabilities.APIVersions -}}
{{- if and (hasPrefix (printf "%s/" $sign.group) .) (hasSuffix (printf "/%s" $sign.kind) .) -}}true{{- end -}}
{{- end -}}
{{- end -}}
