{{- define "gpu-fraction-webhook.guards.certificates" -}}
{{- $source := .Values.certificates.source -}}
{{- with .Values.certificates.existingSecret -}}
{{- if and (eq $source "existingSecret") (not .name) -}}
{{- fail "certificates.source is existingSecret, and certificates.existingSecret.name is empty: name a Secret of the release's namespace with tls.crt, tls.key and ca.crt" -}}
{{- end -}}
{{- if and .name (ne $source "existingSecret") -}}
{{- fail (printf "certificates.existingSecret.name is %q, but certificates.source is %s, which does not read it: set certificates.source=existingSecret, or leave the name out" .name $source) -}}
{{- end -}}
{{- if and (eq .caBundle "check") (ne $source "existingSecret") -}}
{{- fail (printf "certificates.existingSecret.caBundle is check, but certificates.source is %s, which does not read it: set certificates.source=existingSecret, or leave it out" $source) -}}
{{- end -}}
{{- if eq (.name | default "") (include "gpu-fraction-webhook.authoritiesSecret" $) -}}
{{- fail (printf "certificates.existingSecret.name is %q, which is the Secret of certificates.source=self, and Helm deletes it where another source follows: give yours another name" .name) -}}
{{- end -}}
{{- end -}}
{{- with .Values.certificates.certManager -}}
{{- if and .issuerRef.name (ne $source "certManager") -}}
{{- fail (printf "certificates.certManager.issuerRef.name is %q, but certificates.source is %s: set certificates.source=certManager, or leave the issuer out" .issuerRef.name $source) -}}
{{- end -}}
{{- with .issuerRef -}}
{{- if and (not .name) (or (ne .kind "Issuer") (ne .group "cert-manager.io")) -}}
{{- fail (printf "certificates.certManager.issuerRef.kind is %s and its group is %s, but its name is empty, and then the chart makes an issuer of its own: name yours, or leave kind and group out" .kind .group) -}}
{{- end -}}
{{- if and (eq .group "cert-manager.io") (not (has .kind (list "Issuer" "ClusterIssuer"))) -}}
{{- fail (printf "certificates.certManager.issuerRef.kind is %s and its group is cert-manager.io, which has Issuer and ClusterIssuer: write one of them, or the group that %s belongs to" .kind .kind) -}}
{{- end -}}
{{- end -}}
{{- $duration := include "gpu-fraction-webhook.seconds" .duration | int64 -}}
{{- $renewBefore := include "gpu-fraction-webhook.seconds" .renewBefore | int64 -}}
{{- if lt $duration 3600 -}}
{{- fail (printf "certificates.certManager.duration is %s: cert-manager issues none for less than an hour; write 1h or more" .duration) -}}
{{- end -}}
{{- if lt $renewBefore 300 -}}
{{- fail (printf "certificates.certManager.renewBefore is %s: cert-manager wants five minutes at least; write 5m or more" .renewBefore) -}}
{{- end -}}
{{- if ge $renewBefore $duration -}}
{{- fail (printf "certificates.certManager.renewBefore is %s and duration is %s: a certificate would have to be renewed before it is there; write a third of the duration, such as 720h for 2160h" .renewBefore .duration) -}}
{{- end -}}
{{- end -}}
{{- with .Values.certificates.self -}}
{{- $leaves := (include "gpu-fraction-webhook.registration" $ | fromYaml).leavesPerAuthority -}}
{{- if lt (int64 .authoritySeconds) (mul $leaves (int64 .leafSeconds)) -}}
{{- fail (printf "certificates.self.authoritySeconds is %d and leafSeconds is %d: an authority has to live at least %v times as long as what it signs" (int64 .authoritySeconds) (int64 .leafSeconds) $leaves) -}}
{{- end -}}
{{- end -}}
{{- with .Values.clientCertificate -}}
{{- if and .configMap .secret -}}
{{- fail (printf "clientCertificate.configMap is %q and clientCertificate.secret is %q: the authority is read from one place; leave one of them out" .configMap .secret) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The seconds of a time in hours, minutes and seconds. */}}
{{- define "gpu-fraction-webhook.seconds" -}}
{{- $seconds := 0 -}}
{{- range $unit, $length := dict "h" 3600 "m" 60 "s" 1 -}}
{{- range regexFindAll (printf "[0-9]+%s" $unit) $ -1 -}}
{{- $seconds = add $seconds (mul $length (trimSuffix $unit . | int64)) -}}
{{- end -}}
{{- end -}}
{{- $seconds -}}
{{- end -}}
