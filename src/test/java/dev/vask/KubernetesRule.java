package dev.vask;

import static dev.vask.KubernetesObjects.container;
import static dev.vask.KubernetesObjects.labels;
import static dev.vask.KubernetesObjects.role;
import static dev.vask.KubernetesObjects.selects;
import static dev.vask.KubernetesObjects.services;
import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules for installations on Kubernetes, each with a change that violates it. */
enum KubernetesRule {
    /** An empty selector would select every pod of the namespace, including the stores. */
    A_NETWORK_POLICY_SELECTS_VASK_ONLY(
            it -> it.ofKind("NetworkPolicy")
                    .allMatch(policy -> it.workloads()
                                    .allMatch(pods -> selects(policy.at("/spec/podSelector/matchLabels"), labels(pods)))
                            && !selects(policy.at("/spec/podSelector/matchLabels"), Map.of("app", "postgres"))),
            it -> set(it, "NetworkPolicy", "/spec/podSelector", Map.of())),

    EGRESS_REACHES_THE_STORES_AND_DNS(
            it -> it.ofKind("NetworkPolicy")
                    .allMatch(policy -> ports(policy, "egress").containsAll(Values.needed(it))
                            && ports(policy, "egress").contains(53)),
            it -> set(it, "ConfigMap", "/data/VASK_REDIS_URL", "redis://redis:7000")),

    EGRESS_REACHES_COLLECTORS_AND_WEBHOOKS(
            it -> it.ofKind("NetworkPolicy")
                    .allMatch(policy -> ports(policy, "egress").containsAll(Set.of(80, 443, 4317, 4318))),
            it -> set(it, "NetworkPolicy", "/spec/egress/1", null)),

    THE_MANAGEMENT_PORT_HAS_RESTRICTED_SOURCES(
            it -> it.ofKind("NetworkPolicy")
                    .flatMap(policy -> policy.at("/spec/ingress").valueStream())
                    .filter(rule -> rule.path("ports").isEmpty()
                            || rule.path("ports").findValuesAsText("port").contains("9000"))
                    .allMatch(rule -> !rule.path("from").isEmpty()
                            && rule.path("from").valueStream().noneMatch(JsonNode::isEmpty)),
            it -> set(it, "NetworkPolicy", "/spec/ingress/1/from", null)),

    THE_MANAGEMENT_PORT_HAS_INTERNAL_SERVICES_ONLY(
            it -> it.ofKind("Service")
                    .filter(service -> service.findValuesAsText("targetPort").contains("management"))
                    .allMatch(service ->
                            service.at("/spec/type").asText("ClusterIP").equals("ClusterIP")),
            it -> set(it, "Service", "/spec/type", "LoadBalancer")),

    /** Each apply would reset them to this value. */
    AN_AUTOSCALED_DEPLOYMENT_HAS_NO_REPLICAS(
            it -> Stream.concat(it.ofKind("HorizontalPodAutoscaler"), it.ofKind("ScaledObject"))
                    .allMatch(scaler -> it.find(
                                    "Deployment",
                                    scaler.at("/spec/scaleTargetRef/name").asText())
                            .filter(deployment -> !deployment.path("spec").has("replicas"))
                            .isPresent()),
            it -> set(it, "Deployment", "/spec/replicas", 2)),

    EDGES_SCALE_DOWN_SLOWLY(
            it -> Stream.concat(it.ofKind("HorizontalPodAutoscaler"), it.ofKind("ScaledObject"))
                    .filter(scaler -> scaler.at("/metadata/name").asText().endsWith("-edge"))
                    .allMatch(scaler ->
                            scaler.findPath("stabilizationWindowSeconds").asInt() >= 300),
            it -> set(it, "HorizontalPodAutoscaler", "/spec/behavior", null)),

    A_STANDALONE_NODE_HAS_ONE_REPLICA(
            it -> it.deployments()
                    .filter(deployment -> !it.settings(deployment)
                            .getOrDefault("VASK_MODE", "standalone")
                            .equals("cluster"))
                    .allMatch(deployment -> deployment.at("/spec/replicas").asInt() == 1
                            && deployment.at("/spec/strategy/type").asText().equals("Recreate")),
            it -> set(it, "Deployment", "/spec/replicas", 2)),

    ONE_HOST_SENDS_EACH_PATH_TO_ITS_ROLE(
            it -> routes(it)
                    .allMatch(route -> serves(it, route, "/app/some-key", "edge")
                            && serves(it, route, "/apps/some-key/events", "api")
                            && Stream.of("/", "/admin/v1/apps", "/console", "/q/metrics", "/q/health", "/application")
                                    .allMatch(path -> services(route, path).isEmpty())),
            it -> set(it, "Ingress", "/spec/rules/0/http/paths/1/path", "/")),

    A_ROUTE_OF_THE_GATEWAY_SENDS_EACH_PATH_TO_ITS_ROLE(
            it -> it.ofKind("HTTPRoute")
                    .allMatch(route -> serves(it, route, "/app/some-key", "edge")
                            && serves(it, route, "/apps/some-key/events", "api")
                            && services(route, "/admin/v1/apps").isEmpty()),
            it -> set(it, "HTTPRoute", "/spec/rules/0/backendRefs/0/name", "vask-api")),

    THE_HOST_IS_ONE(
            it -> routes(it)
                            .flatMap(route -> Stream.concat(
                                    route.at("/spec/hostnames").valueStream().map(JsonNode::asText),
                                    route.at("/spec/rules").findValuesAsText("host").stream()))
                            .distinct()
                            .count()
                    == 1,
            it -> set(it, "Ingress", "/spec/rules/0/host", null)),

    AN_INGRESS_KEEPS_IDLE_CONNECTIONS(
            it -> it.ofKind("Ingress")
                    .map(ingress -> ingress.at("/metadata/annotations"))
                    .allMatch(annotations -> annotations
                                    .path("nginx.ingress.kubernetes.io/proxy-read-timeout")
                                    .asInt()
                            > 150),
            it -> set(it, "Ingress", "/metadata/annotations", Map.of())),

    EDGES_GET_NO_ADMIN_TOKEN(
            it -> it.deployments()
                    .filter(deployment -> role(deployment).equals("edge"))
                    .allMatch(deployment -> !container(deployment).toString().contains("admin")
                            && !container(deployment).toString().contains("VASK_ADMIN_TOKEN")),
            it -> set(
                    it,
                    "Deployment",
                    "/spec/template/spec/containers/0/envFrom/-",
                    Map.of("secretRef", Map.of("name", "vask-admin")))),

    THE_ADMIN_API_IS_NOT_ON_THE_PUBLIC_PORT(
            it -> it.deployments().map(it::settings).allMatch(settings -> settings.getOrDefault(
                            "VASK_ADMIN_PUBLIC",
                            settings.getOrDefault("VASK_MODE", "standalone").equals("cluster") ? "false" : "true")
                    .equals("false")),
            it -> set(it, "ConfigMap", "/data/VASK_ADMIN_PUBLIC", "true")),

    LIMITS_PER_ADDRESS_HAVE_TRUSTED_PROXIES(
            it -> it.deployments().map(it::settings).allMatch(PlatformRule::hasTrustedProxies),
            it -> set(it, "ConfigMap", "/data/VASK_EDGE_TRUSTED_PROXIES", null)),

    A_POD_HAS_TIME_FOR_ITS_DELAY_AND_ITS_DRAIN(
            it -> it.deployments()
                    .allMatch(deployment -> deployment
                                    .at("/spec/template/spec/terminationGracePeriodSeconds")
                                    .asInt()
                            >= PlatformRule.secondsToStop(role(deployment), it.settings(deployment))),
            it -> set(it, "ConfigMap", "/data/VASK_EDGE_DRAIN", "60s")),

    A_DEPLOY_KEEPS_ALL_PODS_OF_A_CLUSTER(
            it -> it.deployments()
                    .filter(deployment -> !role(deployment).equals("all"))
                    .allMatch(deployment -> deployment
                            .at("/spec/strategy/rollingUpdate/maxUnavailable")
                            .asText()
                            .equals("0")),
            it -> set(it, "Deployment", "/spec/strategy", null)),

    PODS_HAVE_NO_PRIVILEGES(
            it -> it.workloads().allMatch(Values::isRestricted),
            it -> set(
                    it,
                    "Deployment",
                    "/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem",
                    false)),

    /** A Service named vask-... would cause variables that look like settings. */
    SERVICES_SET_NO_VARIABLES(
            it -> it.workloads().allMatch(workload -> !workload.at("/spec/template/spec/enableServiceLinks")
                    .asBoolean(true)),
            it -> set(it, "Deployment", "/spec/template/spec/enableServiceLinks", null)),

    PROBES_USE_THE_HEALTH_PATHS(
            it -> it.deployments()
                    .map(KubernetesObjects::container)
                    .allMatch(container -> Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                    .allMatch(probe -> container
                                            .path(probe)
                                            .at("/httpGet/path")
                                            .asText()
                                            .startsWith("/q/health/"))
                            && container
                                    .at("/readinessProbe/httpGet/path")
                                    .asText()
                                    .equals("/q/health/ready")),
            it -> set(
                    it,
                    "Deployment",
                    "/spec/template/spec/containers/0/readinessProbe/httpGet/path",
                    "/q/health/live")),

    METRICS_ARE_SCRAPED_AT_THE_MANAGEMENT_PORT(
            it -> it.deployments().allMatch(deployment -> deployment
                            .at("/spec/template/metadata/annotations/prometheus.io~1port")
                            .asText()
                            .equals("9000"))
                    && it.ofKind("ServiceMonitor").allMatch(monitor -> it.ofKind("Service")
                            .filter(service -> selects(
                                    monitor.at("/spec/selector/matchLabels"),
                                    KubernetesObjects.strings(service.at("/metadata/labels"))))
                            .anyMatch(service ->
                                    service.at("/spec/ports/0/name").equals(monitor.at("/spec/endpoints/0/port"))
                                            && service.at("/spec/ports/0/port").asInt() == 9000)),
            it -> set(it, "ServiceMonitor", "/spec/endpoints/0/port", "http")),

    POSTGRES_IS_VERIFIED_WITH_CERTIFICATES_THAT_ARE_MOUNTED(
            it -> it.workloads()
                    .filter(workload -> it.settings(workload).containsKey("VASK_DATABASE_URL"))
                    .allMatch(workload -> it.settings(workload)
                                    .get("VASK_DATABASE_URL")
                                    .endsWith("?sslmode=verify-full&sslrootcert=/etc/vask/ca/postgres.crt")
                            && container(workload)
                                    .path("volumeMounts")
                                    .findValuesAsText("mountPath")
                                    .contains("/etc/vask/ca")),
            it -> set(it, "Deployment", "/spec/template/spec/containers/0/volumeMounts/1", null)),

    AN_API_IS_NATIVE_AND_AN_EDGE_IS_ON_THE_JVM(
            it -> it.deployments()
                    .allMatch(deployment ->
                            container(deployment).path("image").asText().contains("/vask-native")
                                    == role(deployment).equals("api")),
            it -> set(it, "Deployment", "/spec/template/spec/containers/0/image", "ghcr.io/vask/vask-native:1")),

    ONLY_THE_JOB_MIGRATES_WHERE_THERE_IS_ONE(
            it -> it.ofKind("Job").findAny().isEmpty()
                    || it.deployments().map(it::settings).allMatch(settings -> settings.getOrDefault(
                                    "VASK_DATABASE_MIGRATE", "true")
                            .equals("false")),
            it -> set(it, "ConfigMap", "/data/VASK_DATABASE_MIGRATE", null)),

    SELECTORS_SELECT_SOMETHING(
            it -> it.deployments()
                            .allMatch(deployment ->
                                    selects(deployment.at("/spec/selector/matchLabels"), labels(deployment)))
                    && it.ofKind("Service")
                            .map(service -> service.at("/spec/selector"))
                            .allMatch(selector -> !selector.isEmpty()
                                    && it.deployments().anyMatch(deployment -> selects(selector, labels(deployment))))
                    && it.ofKind("PodDisruptionBudget")
                            .map(budget -> budget.at("/spec/selector/matchLabels"))
                            .allMatch(selector -> it.deployments()
                                            .filter(deployment -> selects(selector, labels(deployment)))
                                            .count()
                                    == 1),
            it -> set(it, "PodDisruptionBudget", "/spec/selector/matchLabels", Map.of("a", "b")));

    private static final class Values {
        static final Pattern PORT = Pattern.compile("^([a-z]+)://[^/?]*?(?::(\\d+))?(?:[/?].*)?$");
        static final Map<String, Integer> DEFAULTS =
                Map.of("postgresql", 5432, "redis", 6379, "rediss", 6379, "http", 80, "https", 443);
        static final List<String> STORES = List.of("VASK_DATABASE_URL", "VASK_REDIS_URL", "VASK_TRACES_ENDPOINT");

        /** Ports of the configured stores. */
        static Set<Integer> needed(KubernetesObjects objects) {
            return objects.workloads()
                    .map(objects::settings)
                    .flatMap(settings ->
                            STORES.stream().filter(settings::containsKey).map(settings::get))
                    .flatMap(url -> PORT.matcher(url).results())
                    .map(it -> it.group(2) == null ? DEFAULTS.get(it.group(1)) : Integer.valueOf(it.group(2)))
                    .collect(toSet());
        }

        static boolean isRestricted(JsonNode workload) {
            JsonNode pod = workload.at("/spec/template/spec");
            JsonNode container = container(workload);
            return !pod.path("automountServiceAccountToken").asBoolean(true)
                    && pod.at("/securityContext/runAsNonRoot").asBoolean()
                    && pod.at("/securityContext/runAsUser").asInt() == 1001
                    && pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault")
                    && container.at("/securityContext/readOnlyRootFilesystem").asBoolean()
                    && !container
                            .at("/securityContext/allowPrivilegeEscalation")
                            .asBoolean(true)
                    && container
                            .at("/securityContext/capabilities/drop/0")
                            .asText()
                            .equals("ALL")
                    && container
                            .path("volumeMounts")
                            .findValuesAsText("mountPath")
                            .contains("/tmp")
                    && container.at("/resources/limits").has("memory");
        }
    }

    private final Predicate<KubernetesObjects> rule;
    private final Consumer<KubernetesObjects> violation;

    KubernetesRule(Predicate<KubernetesObjects> rule, Consumer<KubernetesObjects> violation) {
        this.rule = rule;
        this.violation = violation;
    }

    boolean holdsFor(KubernetesObjects objects) {
        return rule.test(objects);
    }

    /** Whether the rule detects its violation in these objects. */
    boolean detectsViolationIn(KubernetesObjects objects) {
        KubernetesObjects broken = objects.copy();
        violation.accept(broken);
        return !rule.test(broken);
    }

    private static void set(KubernetesObjects objects, String kind, String pointer, Object value) {
        objects.ofKind(kind).forEach(object -> Manifests.set(object, pointer, value));
    }

    private static Stream<JsonNode> routes(KubernetesObjects objects) {
        return Stream.concat(objects.ofKind("Ingress"), objects.ofKind("HTTPRoute"));
    }

    /** Whether a path is routed to one service, whose pods have this role or all roles. */
    private static boolean serves(KubernetesObjects objects, JsonNode route, String path, String role) {
        Set<String> services = services(route, path);
        return services.size() == 1
                && services.stream()
                        .map(objects::rolesBehind)
                        .allMatch(roles -> roles.equals(Set.of(role)) || roles.equals(Set.of("all")));
    }

    private static Set<Integer> ports(JsonNode policy, String direction) {
        return policy.at("/spec/" + direction).findValues("port").stream()
                .map(JsonNode::asInt)
                .collect(toSet());
    }
}
