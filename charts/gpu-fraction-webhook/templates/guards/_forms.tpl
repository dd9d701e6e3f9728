{{/* Names, keys, quantities and times that Kubernetes, or who else reads them, would not take. */}}
{{- define "gpu-fraction-webhook.guards.forms" -}}
{{- range $form := (.Files.Get "files/forms.yaml" | fromYaml).forms -}}
{{- range $path := $form.values -}}
{{- $found := list (dict "at" "" "value" $.Values) -}}
{{- range $step := trimSuffix "?" $path | splitList "." -}}
{{- $next := list -}}
{{- range $one := $found -}}
{{- if and (has $step (list "*" "@")) $one.value -}}
{{- $isList := kindIs "slice" $one.value -}}
{{- range $key, $value := $one.value -}}
{{- if eq $step "@" -}}
{{- $next = append $next (dict "at" (printf "a key of %s" $one.at) "value" $key) -}}
{{- else -}}
{{- $next = append $next (dict "at" (printf (ternary "%s[%d]" "%s.%s" $isList) $one.at $key) "value" $value) -}}
{{- end -}}
{{- end -}}
{{- else if and $one.value (hasKey $one.value $step) -}}
{{- $next = append $next (dict "at" (printf "%s.%s" $one.at $step | trimPrefix ".") "value" (index $one.value $step)) -}}
{{- end -}}
{{- end -}}
{{- $found = $next -}}
{{- end -}}
{{- range $found -}}
{{- $value := toString .value -}}
{{- $isEmpty := and (hasSuffix "?" $path) (eq $value "") -}}
{{- if not (or $isEmpty (kindIs "invalid" .value) (regexMatch $form.pattern $value)) -}}
{{- fail (printf "%s is %q: %s" .at $value $form.remedy) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
