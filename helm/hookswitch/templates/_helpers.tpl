{{- define "hookswitch.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Immutable: what Deployments and Services select by. Takes { root, component }. */}}
{{- define "hookswitch.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "hookswitch.labels" -}}
{{ include "hookswitch.selector" . }}
app.kubernetes.io/part-of: hookswitch
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes { root, app, image }: the component's own image wins over the chart's, its digest over any tag. */}}
{{- define "hookswitch.image" -}}
{{- $image := .root.Values.image -}}
{{- $own := .image | default dict -}}
{{- $repository := $own.repository | default (printf "%s-%s" $image.repository .app) -}}
{{- $registry := .root.Values.global.imageRegistry -}}
{{- $name := ternary $repository (printf "%s/%s" $registry $repository) (empty $registry) -}}
{{- if $own.digest -}}
{{- printf "%s@%s" $name $own.digest -}}
{{- else -}}
{{- printf "%s:%s" $name ($own.tag | default $image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- define "hookswitch.configName" -}}
{{- .Values.core.configFrom | default (printf "%s-config" (include "hookswitch.fullname" .)) -}}
{{- end -}}

{{/* The values of one component over the defaults; false and 0 of the component win. Takes { root, values }. */}}
{{- define "hookswitch.component" -}}
{{- mustMergeOverwrite (deepCopy .root.Values.componentDefaults) (.values | default dict) | toYaml -}}
{{- end -}}

{{- define "hookswitch.connector" -}}
{{- $defaults := mustMergeOverwrite (deepCopy .root.Values.componentDefaults) (deepCopy .root.Values.connectorDefaults) -}}
{{- mustMergeOverwrite $defaults (.values | default dict) | toYaml -}}
{{- end -}}

{{- define "hookswitch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "hookswitch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* Addresses and credentials of Kafka and Postgres. Takes { root, postgres: bool }. */}}
{{- define "hookswitch.connectionEnv" -}}
{{- $kafka := .root.Values.kafka -}}
{{- if $kafka.tls.enabled }}
- name: KAFKA_TLS_ENABLED
  value: 'true'
{{- if $kafka.tls.existingSecret }}
- name: KAFKA_TLS_CA_FILE
  value: /run/secrets/kafka/{{ $kafka.tls.caKey }}
{{- end }}
{{- end }}
{{- if $kafka.sasl.mechanism }}
- name: KAFKA_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism }}
- name: KAFKA_SASL_USERNAME_FILE
  value: /run/secrets/kafka-login/{{ $kafka.sasl.usernameKey }}
- name: KAFKA_SASL_PASSWORD_FILE
  value: /run/secrets/kafka-login/{{ $kafka.sasl.passwordKey }}
{{- end }}
{{- if .postgres }}
- name: DATABASE_URL_FILE
  value: /run/secrets/postgres/{{ .root.Values.postgres.urlKey }}
{{- end }}
{{- end -}}

{{- define "hookswitch.connectionMounts" -}}
{{- $kafka := .root.Values.kafka -}}
- { name: tmp, mountPath: /tmp }
{{- if and $kafka.tls.enabled $kafka.tls.existingSecret }}
- { name: kafka, mountPath: /run/secrets/kafka, readOnly: true }
{{- end }}
{{- if $kafka.sasl.mechanism }}
- { name: kafka-login, mountPath: /run/secrets/kafka-login, readOnly: true }
{{- end }}
{{- if .postgres }}
- { name: postgres, mountPath: /run/secrets/postgres, readOnly: true }
{{- end }}
{{- end -}}

{{- define "hookswitch.connectionVolumes" -}}
{{- $kafka := .root.Values.kafka -}}
- { name: tmp, emptyDir: { sizeLimit: {{ .tmp | default "64Mi" }} } }
{{- if and $kafka.tls.enabled $kafka.tls.existingSecret }}
- { name: kafka, secret: { secretName: {{ $kafka.tls.existingSecret }}, defaultMode: 0440 } }
{{- end }}
{{- if $kafka.sasl.mechanism }}
- { name: kafka-login, secret: { secretName: {{ required "kafka.sasl.existingSecret is needed when kafka.sasl.mechanism is set" $kafka.sasl.existingSecret }}, defaultMode: 0440 } }
{{- end }}
{{- if .postgres }}
- { name: postgres, secret: { secretName: {{ required "postgres.existingSecret is needed: the Secret that holds the database URL" .root.Values.postgres.existingSecret }}, defaultMode: 0440 } }
{{- end }}
{{- end -}}
