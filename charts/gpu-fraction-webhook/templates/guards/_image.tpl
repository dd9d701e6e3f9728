{{- define "gpu-fraction-webhook.guards.image" -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository is empty, and no image is published yet: build one and push it with `make image push REGISTRY=<your registry>`, then set image.repository=<your registry>/gpu-fraction-webhook (on kind: `make image`, `kind load docker-image ...`, and image.repository=docker.io/library/gpu-fraction-webhook; see docs/install.md)" -}}
{{- end -}}
{{- end -}}
