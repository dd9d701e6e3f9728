{{- define "gpu-fraction-webhook.guards.replicas" -}}
{{- $replicas := int .Values.replicas -}}
{{- with .Values.autoscaling -}}
{{- if .enabled -}}
{{- $replicas = int .minReplicas -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas is %d and autoscaling.maxReplicas is %d: write a maximum that is not below the minimum" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- $cpu := dig "requests" "cpu" "" ($.Values.resources | merge (dict)) -}}
{{- if not (include "gpu-fraction-webhook.quantity" $cpu | float64) -}}
{{- fail "autoscaling.enabled is true, and resources.requests.cpu is not set: the utilization is a part of that request; set it, such as to 100m" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $most := .Values.podDisruptionBudget.maxUnavailable -}}
{{- $evicted := toString $most | trimSuffix "%" | int -}}
{{- if hasSuffix "%" (toString $most) -}}
{{- /* Kubernetes rounds up. */ -}}
{{- $evicted = divf (mulf $evicted $replicas) 100.0 | ceil | int -}}
{{- end -}}
{{- if and (gt $replicas 1) (ge $evicted $replicas) -}}
{{- fail (printf "podDisruptionBudget.maxUnavailable is %v, and there are %d replicas: a drain could take all of them at a time; write 1, or have more replicas" $most $replicas) -}}
{{- end -}}
{{- end -}}
