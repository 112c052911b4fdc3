{{/* Prefix of the names of all objects: the name of the release. */}}
{{- define "vask.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* Labels of all objects. */}}
{{- define "vask.labels" -}}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{ include "vask.selector" . }}
{{- end }}

{{/* Labels that select the pods of the release. */}}
{{- define "vask.selector" -}}
app.kubernetes.io/name: vask
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* An image: dict "root" $ "name" NAME. */}}
{{- define "vask.image" -}}
{{ .root.Values.image.registry }}/{{ .name }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* Names of the services behind the public host: /app/ and /apps/. */}}
{{- define "vask.edgeService" -}}
{{ include "vask.name" . }}{{ if eq .Values.mode "cluster" }}-edge{{ end }}
{{- end }}
{{- define "vask.apiService" -}}
{{ include "vask.name" . }}{{ if eq .Values.mode "cluster" }}-api{{ end }}
{{- end }}

{{- define "vask.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "vask.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* The Deployment of a role: dict "root" $ "role" ROLE "image" IMAGE "resources" RESOURCES "grace" SECONDS. */}}
{{- define "vask.deployment" -}}
{{- $root := .root -}}
{{- $cluster := eq $root.Values.mode "cluster" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "vask.name" $root }}{{ if $cluster }}-{{ .role }}{{ end }}
  labels:
    {{- include "vask.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
spec:
  {{- if not $cluster }}
  # Exactly one: two would not share channels.
  replicas: 1
  {{- end }}
  selector:
    matchLabels:
      {{- include "vask.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .role }}
  strategy:
    {{- if $cluster }}
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
    {{- else }}
    type: Recreate
    {{- end }}
  template:
    metadata:
      labels:
        {{- include "vask.selector" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .role }}
      annotations:
        # Changed settings need new pods.
        vask.dev/settings: {{ include (print $root.Template.BasePath "/configmap.yaml") $root | sha256sum }}
        prometheus.io/scrape: "true"
        prometheus.io/port: "9000"
        prometheus.io/path: /q/metrics
    spec:
      automountServiceAccountToken: false
      # Kubernetes would set variables like VASK_PORT for each Service of the namespace.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .grace }}
      {{- if $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range $root.Values.image.pullSecrets }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      securityContext:
        {{- include "vask.podSecurity" $root | nindent 8 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "vask.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ .role }}
      containers:
        - name: vask
          image: {{ include "vask.image" (dict "root" $root "name" .image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          env:
            - {name: VASK_ROLE, value: {{ .role }}}
          envFrom:
            - configMapRef: {name: {{ include "vask.name" $root }}}
            - secretRef: {name: {{ $root.Values.secrets.name }}}
            {{- if and $root.Values.secrets.admin (ne .role "edge") }}
            - secretRef: {name: {{ $root.Values.secrets.admin }}}
            {{- end }}
          ports:
            - {name: http, containerPort: 8080}
            - {name: management, containerPort: 9000}
          startupProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 1
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 10
            timeoutSeconds: 3
          readinessProbe:
            httpGet: {path: /q/health/ready, port: http}
            periodSeconds: 2
            timeoutSeconds: 2
          resources:
            {{- toYaml .resources | nindent 12 }}
          securityContext:
            {{- include "vask.containerSecurity" $root | nindent 12 }}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
            {{- if $cluster }}
            - {name: ca, mountPath: /etc/vask/ca, readOnly: true}
            {{- end }}
      volumes:
        - name: tmp
          emptyDir: {medium: Memory, sizeLimit: 64Mi}
        {{- if $cluster }}
        - name: ca
          configMap: {name: {{ $root.Values.database.caConfigMap }}}
        {{- end }}
{{- end }}
