{{/* Values that contradict each other, or the cluster: one sentence each, with what to write instead. */}}
{{- define "gpu-fraction-webhook.guards" -}}
{{- include "gpu-fraction-webhook.guards.image" . -}}
{{- include "gpu-fraction-webhook.guards.name" . -}}
{{- include "gpu-fraction-webhook.guards.certificates" . -}}
{{- include "gpu-fraction-webhook.guards.rest" . -}}
{{- include "gpu-fraction-webhook.guards.release" . -}}
{{- end -}}

{{- define "gpu-fraction-webhook.guards.image" -}}
{{- if not .Values.image.repository -}}
{{- fail "image.repository is empty, and no image is published yet: build one and push it with `make image push REGISTRY=<your registry>`, then set image.repository=<your registry>/gpu-fraction-webhook (on kind: `make image`, `kind load docker-image ...`, and image.repository=docker.io/library/gpu-fraction-webhook; see docs/install.md)" -}}
{{- end -}}
{{- if not (regexMatch "^([^/@\\s]+/)*[^/:@\\s]+$" .Values.image.repository) -}}
{{- fail (printf "image.repository is %q: write only where the image is, such as registry.example.com/team/gpu-fraction-webhook, without https://, tag or digest; those belong into image.tag or image.digest" .Values.image.repository) -}}
{{- end -}}
{{- if and .Values.image.digest (not (regexMatch "^sha256:[0-9a-f]{64}$" .Values.image.digest)) -}}
{{- fail (printf "image.digest is %q: write sha256: and 64 hexadecimal digits, or leave it out and set image.tag" .Values.image.digest) -}}
{{- end -}}
{{- end -}}

{{/* The API server calls configurations one after another in the plain order of their names. */}}
{{- define "gpu-fraction-webhook.guards.name" -}}
{{- $order := (include "gpu-fraction-webhook.registration" . | fromYaml).configurationOrder -}}
{{- $name := .Values.webhook.name -}}
{{- range concat $order.earlier $order.later -}}
{{- if eq $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration cannot be called %q, which is the name of another program's; %s" $name $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- range $order.earlier -}}
{{- if lt $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration's name %q sorts before %q and has to sort after it: the API server calls webhooks in the order of these names, and %s; %s" $name .name .because $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- range $order.later -}}
{{- if gt $name .name -}}
{{- fail (printf "webhook.name: the webhook configuration's name %q sorts after %q and has to sort before it: the API server calls webhooks in the order of these names, and %s; %s" $name .name .because $order.remedy) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gpu-fraction-webhook.guards.certificates" -}}
{{- $given := .Values.certificates.existingSecret.name -}}
{{- $source := .Values.certificates.source -}}
{{- if and (eq $source "existingSecret") (not $given) -}}
{{- fail "certificates.source is existingSecret, and certificates.existingSecret.name is empty: name a Secret of the release's namespace with tls.crt, tls.key and ca.crt" -}}
{{- end -}}
{{- if and $given (ne $source "existingSecret") -}}
{{- fail (printf "certificates.existingSecret.name is %q, but certificates.source is %s, which does not read it: set certificates.source=existingSecret, or leave the name out" $given $source) -}}
{{- end -}}
{{- if and .Values.certificates.certManager.issuerRef.name (ne $source "certManager") -}}
{{- fail (printf "certificates.certManager.issuerRef.name is %q, but certificates.source is %s: set certificates.source=certManager, or leave the issuer out" .Values.certificates.certManager.issuerRef.name $source) -}}
{{- end -}}
{{- with .Values.certificates.self -}}
{{- if lt (int64 .authoritySeconds) (mul 4 (int64 .leafSeconds)) -}}
{{- fail (printf "certificates.self.authoritySeconds is %d and leafSeconds is %d: an authority has to live at least four times as long as what it signs" (int64 .authoritySeconds) (int64 .leafSeconds)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "gpu-fraction-webhook.guards.rest" -}}
{{- if eq (int .Values.ports.webhook) (int .Values.ports.health) -}}
{{- fail (printf "ports.webhook and ports.health are both %d: a container listens on a port once; change one of them" (int .Values.ports.webhook)) -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail (printf "autoscaling.minReplicas is %d and autoscaling.maxReplicas is %d: write a maximum that is not below the minimum" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- if and .enabled (not (dig "requests" "cpu" "" ($.Values.resources | merge (dict)))) -}}
{{- fail "autoscaling.enabled is true, and resources.requests.cpu is not set: the utilization is a part of that request; set it, such as to 100m" -}}
{{- end -}}
{{- end -}}
{{- $memory := dig "limits" "memory" "" .Values.resources | toString -}}
{{- if and (regexMatch "^[0-9]+Mi?$" $memory) (lt (regexFind "^[0-9]+" $memory | int) 128) -}}
{{- fail (printf "resources.limits.memory is %s: ready takes the program about 90 MiB, and half of the limit is its heap; write 128Mi or more" $memory) -}}
{{- end -}}
{{- if and .Values.podMonitor.enabled .Values.serviceMonitor.enabled -}}
{{- fail "podMonitor.enabled and serviceMonitor.enabled are both true: every metric would be fetched twice; choose one of them" -}}
{{- end -}}
{{- if and (eq .Values.webhook.failurePolicy "Fail") .Values.config.namespacePrefixes -}}
{{- fail "webhook.failurePolicy is Fail, and config.namespacePrefixes opts namespaces in that nobody has labelled: an outage would block their pods; set webhook.failurePolicy=Ignore, or label the namespaces runai-injection=enabled and leave the prefixes out" -}}
{{- end -}}
{{- range $key, $value := .Values.podLabels -}}
{{- if has $key (list "app.kubernetes.io/name" "app.kubernetes.io/instance") -}}
{{- fail (printf "podLabels: %s is %q, and by this label Deployment and Service know their pods: leave it out" $key $value) -}}
{{- end -}}
{{- end -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "gpu-fraction-webhook.fullname" .)) -}}
{{- fail (printf "the release is called %q, and its Service cannot be called %q: choose a name for the release that begins with a letter and has no dot, such as gpu-fraction-webhook" .Release.Name (include "gpu-fraction-webhook.fullname" .)) -}}
{{- end -}}
{{- if has .Release.Namespace (list "kube-system" "kube-public" "kube-node-lease") -}}
{{- fail (printf "the release's namespace is %s, which belongs to Kubernetes: install with --namespace gpu-fraction-webhook --create-namespace" .Release.Namespace) -}}
{{- end -}}
{{- end -}}

{{/* Two of them would patch each pod twice. What is in the cluster can be seen at an installation, not in `helm template`. */}}
{{- define "gpu-fraction-webhook.guards.release" -}}
{{- range (lookup "admissionregistration.k8s.io/v1" "MutatingWebhookConfiguration" "" "").items -}}
{{- $labels := .metadata.labels | default dict -}}
{{- $annotations := .metadata.annotations | default dict -}}
{{- $release := index $annotations "meta.helm.sh/release-name" | default "" -}}
{{- $namespace := index $annotations "meta.helm.sh/release-namespace" | default "" -}}
{{- $isOurs := or (eq .metadata.name $.Values.webhook.name) (eq (index $labels "app.kubernetes.io/name" | default "") (include "gpu-fraction-webhook.program" $)) -}}
{{- if and $isOurs (not $release) -}}
{{- fail (printf "there is a MutatingWebhookConfiguration %s already that no Helm release owns, perhaps from deploy/: remove that installation first, or let Helm take it over (docs/install.md)" .metadata.name) -}}
{{- else if and $isOurs (or (ne $release $.Release.Name) (ne $namespace $.Release.Namespace)) -}}
{{- fail (printf "gpu-fraction-webhook is in this cluster already, as release %s in namespace %s with MutatingWebhookConfiguration %s: a second one would patch every pod twice; upgrade that release, or uninstall it first" $release $namespace .metadata.name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
