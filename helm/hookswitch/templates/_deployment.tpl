{{/*
The one Deployment that gateway, rules and every connector are. Takes { root, component, app, values, postgres, env, mounts, volumes,
ports, preStopSeconds, tmp }; env, mounts, volumes and ports are YAML texts.
*/}}
{{- define "hookswitch.deployment" -}}
{{- $values := .values -}}
{{- $labels := dict "root" .root "component" .component -}}
{{- $grace := add $values.drain.timeoutSeconds 15 (.preStopSeconds | default 0) -}}
{{- $memory := $values.resources.limits.memory | toString -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "hookswitch.fullname" .root }}-{{ .component }}
  labels: {{- include "hookswitch.labels" $labels | nindent 4 }}
spec:
  replicas: {{ $values.replicas }}
  selector:
    matchLabels: {{- include "hookswitch.selector" $labels | nindent 6 }}
  strategy:
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  template:
    metadata:
      labels:
        {{- include "hookswitch.labels" $labels | nindent 8 }}
        {{- with $values.podLabels }}{{ toYaml . | nindent 8 }}{{- end }}
      annotations:
        {{- if .root.Values.core.enabled }}
        checksum/config: {{ include (print .root.Template.BasePath "/configmap.yaml") .root | sha256sum }}
        {{- end }}
        {{- with $values.restartedAt }}
        hookswitch.io/restarted-at: {{ . | quote }}
        {{- end }}
        {{- with $values.podAnnotations }}{{ toYaml . | nindent 8 }}{{- end }}
    spec:
      serviceAccountName: {{ include "hookswitch.fullname" .root }}-{{ .component }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $grace }}
      {{- with .root.Values.global.imagePullSecrets }}
      imagePullSecrets: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      securityContext: {{- include "hookswitch.podSecurity" . | nindent 8 }}
      containers:
        - name: {{ .component }}
          image: {{ include "hookswitch.image" (dict "root" .root "app" .app "image" $values.image) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          securityContext: {{- include "hookswitch.containerSecurity" . | nindent 12 }}
          envFrom:
            - configMapRef: { name: {{ include "hookswitch.configName" .root }} }
          env:
            - { name: HOOKSWITCH_DRAIN_SECONDS, value: {{ $values.drain.timeoutSeconds | quote }} }
            {{- /* Half of the limit: young objects, buffers, code and threads take the rest when there is a backlog. */}}
            - { name: NODE_OPTIONS, value: --max-old-space-size={{ include "hookswitch.heapMegabytes" $memory }} }
            {{- include "hookswitch.connectionEnv" (dict "root" .root "postgres" .postgres) | nindent 12 }}
            {{- with .env }}{{ . | nindent 12 }}{{- end }}
            {{- with $values.extraEnv }}{{ toYaml . | nindent 12 }}{{- end }}
          ports:
            - { name: admin, containerPort: 9464 }
            {{- with .ports }}{{ . | nindent 12 }}{{- end }}
          startupProbe:
            httpGet: { path: /livez, port: admin }
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /livez, port: admin }
            periodSeconds: 10
            timeoutSeconds: 2
            failureThreshold: 3
          readinessProbe:
            httpGet: { path: /readyz, port: admin }
            periodSeconds: 5
            timeoutSeconds: 2
            failureThreshold: 2
          {{- if .preStopSeconds }}
          lifecycle: { preStop: { sleep: { seconds: {{ .preStopSeconds }} } } }
          {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            {{- include "hookswitch.connectionMounts" (dict "root" .root "postgres" .postgres) | nindent 12 }}
            {{- with .mounts }}{{ . | nindent 12 }}{{- end }}
      volumes:
        {{- include "hookswitch.connectionVolumes" (dict "root" .root "postgres" .postgres "tmp" .tmp) | nindent 8 }}
        {{- with .volumes }}{{ . | nindent 8 }}{{- end }}
      topologySpreadConstraints:
        {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "hookswitch.selector" $labels | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- with $values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.affinity }}
      affinity: {{- toYaml . | nindent 8 }}
      {{- end }}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "hookswitch.fullname" .root }}-{{ .component }}
  labels: {{- include "hookswitch.labels" $labels | nindent 4 }}
automountServiceAccountToken: false
{{- if gt (int $values.replicas) 1 }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "hookswitch.fullname" .root }}-{{ .component }}
  labels: {{- include "hookswitch.labels" $labels | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "hookswitch.selector" $labels | nindent 6 }}
{{- end }}
{{- end -}}

{{/* 75 % of a memory quantity such as 256Mi or 1Gi, in MiB. */}}
{{- define "hookswitch.heapMegabytes" -}}
{{- $amount := regexFind "^[0-9]+" . | int -}}
{{- $unit := regexFind "[A-Za-z]+$" . -}}
{{- if eq $unit "Mi" -}}{{ div $amount 2 }}
{{- else if eq $unit "Gi" -}}{{ mul $amount 512 }}
{{- else -}}{{ fail (printf "resources.limits.memory must be whole Mi or Gi, not %q" .) }}
{{- end -}}
{{- end -}}
