{{- define "gpu-fraction-webhook.guards.ports" -}}
{{- if eq (int .Values.ports.webhook) (int .Values.ports.health) -}}
{{- fail (printf "ports.webhook and ports.health are both %d: a container listens on a port once; change one of them" (int .Values.ports.webhook)) -}}
{{- end -}}
{{- if .Values.hostNetwork -}}
{{- $taken := dict "10248" "the kubelet" "10249" "kube-proxy" "10250" "the kubelet" "10255" "the kubelet" "10256" "kube-proxy" -}}
{{- range $name, $port := .Values.ports -}}
{{- with index $taken (toString (int $port)) -}}
{{- fail (printf "hostNetwork is true and ports.%s is %d, on which %s of every node listens: choose another one, such as %d" $name (int $port) . (ternary 10260 10261 (eq $name "webhook"))) -}}
{{- end -}}
{{- if lt (int $port) 1024 -}}
{{- fail (printf "hostNetwork is true and ports.%s is %d: without privileges no program listens below 1024 on a node; choose another one, such as %d" $name (int $port) (ternary 10260 10261 (eq $name "webhook"))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
