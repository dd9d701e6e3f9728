{{- define "gpu-fraction-webhook.guards.image" -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository is empty, and no image is published yet: build one and publish it with `make image push BASE_IMAGE=node:26-trixie-slim@sha256:<digest> REGISTRY=<your registry>`, the digest being what `docker pull node:26-trixie-slim` prints, then set image.repository=<your registry>/gpu-fraction-webhook (on kind: `make image`, `kind load docker-image ...`, and image.repository=docker.io/library/gpu-fraction-webhook; see docs/install.md)" -}}
{{- end -}}
{{- end -}}
