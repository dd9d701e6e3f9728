{{- define "gpu-fraction-webhook.guards.resources" -}}
{{- $limits := .Values.resources.limits | default dict -}}
{{- if hasKey $limits "memory" -}}
{{- with toString $limits.memory -}}
{{- $mebibytes := divf (include "gpu-fraction-webhook.quantity" . | float64) 1048576.0 -}}
{{- if lt $mebibytes 128.0 -}}
{{- fail (printf "resources.limits.memory is %v: ready takes the program about 90 MiB, and half of the limit is its heap; write 128Mi or more" .) -}}
{{- end -}}
{{- $bodies := int $.Values.config.bodyMemoryMebibytes -}}
{{- $left := max 16 (sub (divf $mebibytes 2.0 | floor | int) 90) -}}
{{- if gt $bodies (int $left) -}}
{{- fail (printf "config.bodyMemoryMebibytes is %d and resources.limits.memory is %v: half of that is the heap, and the program itself takes about 90 MiB, so %d are left; write no more, or raise the limit" $bodies . $left) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $resource, $request := .Values.resources.requests -}}
{{- $limit := index $limits $resource -}}
{{- if and (not (kindIs "invalid" $limit)) (gt (include "gpu-fraction-webhook.quantity" $request | float64) (include "gpu-fraction-webhook.quantity" $limit | float64)) -}}
{{- fail (printf "resources.requests.%s is %v and resources.limits.%s is %v: a container cannot be promised more than it may take; raise the limit, or lower the request" $resource $request $resource $limit) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A quantity as a plain number, in cores or bytes; nothing is 0. */}}
{{- define "gpu-fraction-webhook.quantity" -}}
{{- $suffix := toString . | regexFind "[a-zA-Z]*$" -}}
{{- $units := dict "" 1.0 "n" 1e-9 "u" 1e-6 "m" 1e-3 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "P" 1e15 "E" 1e18 -}}
{{- $binary := dict "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 "Pi" 1125899906842624.0 "Ei" 1152921504606846976.0 -}}
{{- mulf (toString . | trimSuffix $suffix | float64) (index (merge $units $binary) $suffix | default 0.0) -}}
{{- end -}}
