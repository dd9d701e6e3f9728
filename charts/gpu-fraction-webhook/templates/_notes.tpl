{{/* What can be seen of the cluster at an installation. `helm template`, and so a GitOps controller, sees no cluster. */}}
{{- define "gpu-fraction-webhook.notes.checks" -}}
{{- $found := list -}}
{{- $hasRunai := include "gpu-fraction-webhook.notes.hasGroup" (list . "run.ai") -}}
{{- $hasKai := include "gpu-fraction-webhook.notes.hasGroup" (list . "kai.scheduler") -}}
{{- $flavour := .Values.config.flavour -}}
{{- if and (eq $flavour "runai") $hasKai (not $hasRunai) -}}
{{- $found = append $found "config.flavour is runai, but this cluster has only KAI-Scheduler: pods sent to Run:ai's scheduler would wait for ever. Set config.flavour=kai." -}}
{{- else if and (eq $flavour "kai") $hasRunai (not $hasKai) -}}
{{- $found = append $found "config.flavour is kai, but this cluster has only Run:ai: pods sent to KAI's scheduler would wait for ever. Set config.flavour=runai." -}}
{{- else if not (or $hasRunai $hasKai) -}}
{{- $found = append $found "Neither Run:ai nor KAI-Scheduler was found in this cluster: pods that are sent to one of them wait until it is there." -}}
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
{{- range .Values.config.namespacePrefixes -}}
{{- $found = append $found (printf "Every namespace whose name begins with %s is opted in; `kubectl label namespace NAME runai-injection=disabled` keeps one out." .) -}}
{{- end -}}
{{- if eq .Values.certificates.source "certManager" -}}
{{- if not (include "gpu-fraction-webhook.notes.hasGroup" (list . "cert-manager.io")) -}}
{{- $found = append $found "certificates.source is certManager, and cert-manager was not found in this cluster." -}}
{{- end -}}
{{- end -}}
{{- if .Values.hostNetwork -}}
{{- $found = append $found (printf "hostNetwork is true: ports %d and %d are taken on the nodes, and a namespace under Pod Security level baseline or restricted refuses these pods." (int .Values.ports.webhook) (int .Values.ports.health)) -}}
{{- end }}
Checked: scheduler and cert-manager by their API groups, replicas, policies, prefixes; the name of the configuration and other releases before.
{{- range $found }}

WARNING: {{ . }}
{{- else }} Nothing to say.
{{- end }}
{{- end -}}

{{/* `true` where the API server has an API group, or nothing. */}}
{{- define "gpu-fraction-webhook.notes.hasGroup" -}}
{{- $root := index . 0 -}}
{{- $group := index . 1 -}}
{{- range $root.Capabilities.APIVersions -}}
{{- if hasPrefix (printf "%s/" $group) . -}}true{{- end -}}
{{- end -}}
{{- end -}}
