package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rules for the files of a platform, each with a change that violates it. Each rule holds for each file of its platform. */
enum PlatformRule {
    /** On Cloud Run {@code name} is the secret and {@code key} its version, unlike on Kubernetes. */
    CLOUD_RUN_NAMES_A_SECRET_AND_ITS_VERSION(
            Platform.CLOUD_RUN,
            it -> it.findValues("secretKeyRef").size() >= 3
                    && it.findValues("secretKeyRef").stream()
                            .allMatch(secret -> secret.path("name").asText().startsWith("vask-")
                                    && secret.path("key").asText().matches("latest|\\d+")),
            it -> it.findValues("secretKeyRef").forEach(secret -> Manifests.set(secret, "/key", "admin-token"))),

    CLOUD_RUN_REACHES_PRIVATE_ADDRESSES(
            Platform.CLOUD_RUN,
            it -> template(it, "run.googleapis.com~1vpc-access-egress").matches("private-ranges-only|all-traffic")
                    && template(it, "run.googleapis.com~1network-interfaces").contains("\"subnetwork\""),
            it -> Manifests.set(it, "/spec/template/metadata/annotations/run.googleapis.com~1vpc-access-egress", null)),

    CLOUD_RUN_IS_NOT_PUBLIC_BESIDE_THE_LOAD_BALANCER(
            Platform.CLOUD_RUN,
            it -> ingress(it).matches("internal|internal-and-cloud-load-balancing"),
            it -> Manifests.set(it, "/metadata/annotations/run.googleapis.com~1ingress", "all")),

    CLOUD_RUN_HAS_THE_ADMIN_API_INSIDE_ONLY(
            Platform.CLOUD_RUN,
            it -> {
                Map<String, String> settings = Platform.CLOUD_RUN.settings(it);
                boolean admin = settings.containsKey("VASK_ADMIN_TOKEN")
                        || settings.getOrDefault("VASK_ADMIN_PUBLIC", "false").equals("true");
                return !admin
                        || ingress(it).equals("internal")
                                && settings.get("VASK_ROLE").equals("api");
            },
            it -> Manifests.set(
                    it,
                    "/spec/template/spec/containers/0/env/-",
                    Map.of("name", "VASK_ADMIN_TOKEN", "value", "token"))),

    CLOUD_RUN_TIMEOUT_EXCEEDS_THE_CONNECTION_AGE(
            Platform.CLOUD_RUN,
            it -> !isEdge(Platform.CLOUD_RUN, it)
                    || minutes(Platform.CLOUD_RUN.settings(it).get("VASK_EDGE_MAX_CONNECTION_AGE")) * 60
                                    < it.at("/spec/template/spec/timeoutSeconds")
                                            .asInt()
                            && it.at("/spec/template/spec/timeoutSeconds").asInt() <= 3600
                            && it.at("/spec/template/spec/containerConcurrency").asInt() <= 1000,
            it -> Manifests.set(it, "/spec/template/spec/timeoutSeconds", 300)),

    /** After SIGTERM an instance has 10 s, and 2 of them are for the last connections to close. */
    CLOUD_RUN_DRAINS_WITHIN_10_SECONDS(
            Platform.CLOUD_RUN,
            it -> {
                Map<String, String> settings = Platform.CLOUD_RUN.settings(it);
                int drain = isEdge(Platform.CLOUD_RUN, it) ? drain(settings) : 0;
                return delay(settings) + drain <= 8;
            },
            it -> it.at("/spec/template/spec/containers/0/env").forEach(variable -> {
                if (variable.path("name").asText().equals("VASK_EDGE_DRAIN")) {
                    Manifests.set(variable, "/value", "30s");
                }
            })),

    CLOUD_RUN_GIVES_EDGES_CPU_BETWEEN_REQUESTS(
            Platform.CLOUD_RUN,
            it -> !isEdge(Platform.CLOUD_RUN, it)
                    || template(it, "run.googleapis.com~1cpu-throttling").equals("false")
                            && Integer.parseInt(template(it, "autoscaling.knative.dev~1minScale")) >= 1,
            it -> Manifests.set(it, "/spec/template/metadata/annotations/run.googleapis.com~1cpu-throttling", "true")),

    CLOUD_RUN_DELIVERS_WEBHOOKS_WITH_CPU_ONLY(
            Platform.CLOUD_RUN,
            it -> {
                Map<String, String> settings = Platform.CLOUD_RUN.settings(it);
                return template(it, "run.googleapis.com~1cpu-throttling").equals("false")
                        || settings.get("VASK_ROLE").equals("function")
                        || settings.getOrDefault("VASK_WEBHOOKS_DELIVER", "true")
                                .equals("false");
            },
            it -> {
                Manifests.set(it, "/spec/template/metadata/annotations/run.googleapis.com~1cpu-throttling", "true");
                Manifests.set(
                        it,
                        "/spec/template/spec/containers/0/env",
                        List.of(Map.of("name", "VASK_ROLE", "value", "api")));
            }),

    CLOUD_RUN_LIMITS_HAVE_TRUSTED_PROXIES(
            Platform.CLOUD_RUN,
            it -> hasTrustedProxies(Platform.CLOUD_RUN.settings(it)),
            it -> Manifests.set(
                    it,
                    "/spec/template/spec/containers/0/env",
                    List.of(Map.of("name", "VASK_EDGE_CONNECTIONS_PER_MINUTE", "value", "10")))),

    A_LOAD_BALANCER_SENDS_EACH_PATH_TO_ITS_ROLE(
            Platform.CLOUD_LOAD_BALANCER,
            it -> backends(it, "/app/*").equals(Set.of("vask-edge"))
                    && backends(it, "/apps/*").equals(Set.of("vask-api"))
                    && it.at("/pathMatchers/0/pathRules").size() == 2,
            it -> Manifests.set(it, "/pathMatchers/0/pathRules/1/paths", List.of("/*"))),

    A_LOAD_BALANCER_RETURNS_404_FOR_OTHER_PATHS(
            Platform.CLOUD_LOAD_BALANCER,
            it -> Stream.of(it, it.at("/pathMatchers/0"))
                    .map(each -> each.at("/defaultRouteAction/faultInjectionPolicy/abort"))
                    .allMatch(abort -> abort.path("httpStatus").asInt() == 404
                            && abort.path("percentage").asInt() == 100),
            it -> Manifests.set(it, "/pathMatchers/0/defaultRouteAction", null)),

    KNATIVE_HAS_NO_ADMIN_TOKEN(
            Platform.KNATIVE,
            it -> it.findValues("secretRef").stream()
                    .allMatch(secret -> secret.path("name").asText().equals("vask")),
            it -> Manifests.set(
                    it,
                    "/spec/template/spec/containers/0/envFrom/-",
                    Map.of("secretRef", Map.of("name", "vask-admin")))),

    KNATIVE_HAS_OPEN_TICKS_INSIDE_THE_CLUSTER_ONLY(
            Platform.KNATIVE_FUNCTION,
            it -> !Platform.KNATIVE
                            .settings(it)
                            .getOrDefault("VASK_FUNCTION_OPEN_TICKS", "false")
                            .equals("true")
                    || it.at("/metadata/labels/networking.knative.dev~1visibility")
                            .asText()
                            .equals("cluster-local"),
            it -> Manifests.set(it, "/metadata/labels", null)),

    COMPOSE_PUBLISHES_PORTS_ON_THIS_MACHINE_ONLY(
            Platform.COMPOSE,
            it -> services(it)
                            .flatMap(service -> service.path("ports").valueStream())
                            .allMatch(port -> port.asText().startsWith("127.0.0.1:"))
                    && services(it).filter(service -> service.has("ports")).count() >= 4,
            it -> Manifests.set(it, "/services/api/ports/0", "9000:9000")),

    COMPOSE_BUILDS_ONE_IMAGE_FOR_ALL_NODES(
            Platform.COMPOSE,
            it -> services(it).filter(service -> service.has("build")).count() == 1
                    && it.at("/services/api").has("build")
                    && it.at("/services/api/image").equals(it.at("/services/edge/image"))
                    && it.at("/services/api/image").asText().startsWith("${REGISTRY:-ghcr.io/vask}/vask:"),
            it -> Manifests.set(it, "/services/edge/build", Map.of("context", ".."))),

    COMPOSE_GIVES_NODES_TIME_TO_STOP(
            Platform.COMPOSE,
            it -> Stream.of("api", "edge")
                    .allMatch(name -> seconds(it.at("/services/" + name + "/stop_grace_period")
                                    .asText())
                            >= secondsToStop(
                                    name, KubernetesObjects.strings(it.at("/services/" + name + "/environment")))),
            it -> Manifests.set(it, "/services/edge/stop_grace_period", "20s")),

    /** While the image initializes the database, it listens on the Unix socket only. */
    COMPOSE_CHECKS_POSTGRES_BY_TCP(
            Platform.COMPOSE,
            it -> it.at("/services/postgres/healthcheck/test")
                    .valueStream()
                    .map(JsonNode::asText)
                    .toList()
                    .containsAll(List.of("pg_isready", "-h", "127.0.0.1")),
            it -> Manifests.set(it, "/services/postgres/healthcheck/test", List.of("CMD", "pg_isready", "-U", "vask"))),

    COMPOSE_STARTS_A_COLLECTOR_ON_DEMAND_ONLY(
            Platform.COMPOSE,
            it -> it.at("/services/collector/profiles/0").asText().equals("traces")
                    && it.at("/services/api/environment/VASK_TRACES_ENDPOINT")
                            .asText()
                            .endsWith(":-}"),
            it -> Manifests.set(it, "/services/collector/profiles", null)),

    COMPOSE_GIVES_EDGES_NO_ADMIN_TOKEN(
            Platform.COMPOSE,
            it -> !it.at("/services/edge/environment").has("VASK_ADMIN_TOKEN"),
            it -> Manifests.set(it, "/services/edge/environment/VASK_ADMIN_TOKEN", "token")),

    CONTAINER_APPS_HAVE_THE_ADMIN_API_INSIDE_ONLY(
            Platform.CONTAINER_APPS,
            it -> {
                Map<String, String> settings = Platform.CONTAINER_APPS.settings(it);
                boolean admin = settings.containsKey("VASK_ADMIN_TOKEN")
                        || settings.getOrDefault("VASK_ADMIN_PUBLIC", "false").equals("true");
                return !it.at("/properties/configuration/ingress/external").asBoolean(true)
                        && (!admin || it.path("properties").toString().contains("admin-token"))
                        && (!admin || settings.get("VASK_ROLE").equals("api"))
                        && (!isEdge(Platform.CONTAINER_APPS, it) || !admin);
            },
            it -> Manifests.set(it, "/properties/configuration/ingress/external", true)),

    CONTAINER_APPS_HAVE_TIME_TO_STOP(
            Platform.CONTAINER_APPS,
            it -> it.at("/properties/template/terminationGracePeriodSeconds").asInt()
                    >= secondsToStop(
                            Platform.CONTAINER_APPS.settings(it).get("VASK_ROLE"),
                            Platform.CONTAINER_APPS.settings(it)),
            it -> Manifests.set(it, "/properties/template/terminationGracePeriodSeconds", 10)),

    CONTAINER_APPS_LIMITS_HAVE_TRUSTED_PROXIES(
            Platform.CONTAINER_APPS,
            it -> hasTrustedProxies(Platform.CONTAINER_APPS.settings(it)),
            it -> Manifests.set(
                    it,
                    "/properties/template/containers/0/env",
                    List.of(Map.of("name", "VASK_EDGE_CONNECTIONS_PER_MINUTE", "value", "10")))),

    /** The ingress closes idle connections after 240 s. */
    CONTAINER_APPS_IDLE_TIMEOUT_EXCEEDS_THE_INGRESS(
            Platform.CONTAINER_APPS,
            it -> seconds(Platform.CONTAINER_APPS.settings(it).getOrDefault("VASK_HTTP_IDLE_TIMEOUT", "60s")) > 240,
            it -> Manifests.set(it, "/properties/template/containers/0/env", List.of())),

    CONTAINER_APPS_NAME_SECRETS_THAT_EXIST(
            Platform.CONTAINER_APPS,
            it -> Set.copyOf(it.at("/properties/configuration/secrets").findValuesAsText("name"))
                    .containsAll(it.path("properties").path("template").findValuesAsText("secretRef")),
            it -> Manifests.set(it, "/properties/configuration/secrets/0", null)),

    CONTAINER_APPS_HAVE_ONE_HOST(
            Platform.CONTAINER_APPS_ROUTES,
            it -> routed(it, "/app/key").equals(Set.of("vask-edge"))
                    && routed(it, "/apps/key/events").equals(Set.of("vask-api"))
                    && routed(it, "/admin/v1/apps").isEmpty()
                    && routed(it, "/q/metrics").isEmpty(),
            it -> Manifests.set(it, "/rules/1/routes/0/match/prefix", "/")),

    FLY_RUNS_ONE_MACHINE_THAT_NEVER_STOPS(
            Platform.FLY,
            it -> it.at("/http_service/auto_stop_machines").asText().equals("off")
                    && it.at("/http_service/min_machines_running").asInt() == 1,
            it -> Manifests.set(it, "/http_service/auto_stop_machines", "stop")),

    FLY_GIVES_TIME_TO_STOP(
            Platform.FLY,
            it -> it.path("kill_timeout").asInt() >= secondsToStop("all", Platform.FLY.settings(it))
                    && it.path("kill_signal").asText().equals("SIGTERM"),
            it -> Manifests.set(it, "/kill_timeout", 5)),

    FLY_HAS_THE_ADMIN_API_INSIDE_ONLY(
            Platform.FLY,
            it -> Platform.FLY.settings(it).get("VASK_ADMIN_PUBLIC").equals("false")
                    && it.at("/http_service/internal_port").asInt() == 8080
                    && it.at("/metrics/port").asInt() == 9000,
            it -> Manifests.set(it, "/env/VASK_ADMIN_PUBLIC", "true")),

    FLY_COUNTS_CONNECTIONS(
            Platform.FLY,
            it -> it.at("/http_service/concurrency/type").asText().equals("connections"),
            it -> Manifests.set(it, "/http_service/concurrency/type", "requests")),

    FLY_LIMITS_HAVE_TRUSTED_PROXIES(
            Platform.FLY,
            it -> hasTrustedProxies(Platform.FLY.settings(it)),
            it -> Manifests.set(it, "/env/VASK_EDGE_TRUSTED_PROXIES", null)),

    SYSTEMD_GIVES_TIME_TO_STOP(
            Platform.SYSTEMD,
            it -> it.at("/Service/TimeoutStopSec").asInt() >= secondsToStop("all", Map.of()),
            it -> Manifests.set(it, "/Service/TimeoutStopSec", "10")),

    SYSTEMD_GIVES_NO_PRIVILEGES(
            Platform.SYSTEMD,
            it -> it.at("/Service/User").asText().equals("vask")
                    && it.at("/Service/NoNewPrivileges").asBoolean()
                    && it.at("/Service/CapabilityBoundingSet").asText("-").isEmpty()
                    && it.at("/Service/ProtectSystem").asText().equals("strict")
                    && !it.path("Service").has("MemoryDenyWriteExecute"),
            it -> Manifests.set(it, "/Service/User", "root")),

    SYSTEMD_ALLOWS_ONE_FILE_PER_CONNECTION(
            Platform.SYSTEMD,
            it -> it.at("/Service/LimitNOFILE").asInt() >= 100_000,
            it -> Manifests.set(it, "/Service/LimitNOFILE", null)),

    A_VM_LISTENS_TO_ITS_PROXY_ONLY(
            Platform.VM_SETTINGS,
            it -> Stream.of("QUARKUS_HTTP_HOST", "QUARKUS_MANAGEMENT_HOST")
                            .allMatch(name -> it.path(name).asText().equals("127.0.0.1"))
                    && it.path("VASK_ADMIN_PUBLIC").asText().equals("false")
                    && hasTrustedProxies(Platform.VM_SETTINGS.settings(it)),
            it -> Manifests.set(it, "/QUARKUS_MANAGEMENT_HOST", "0.0.0.0"));

    private static final int MARGIN_SECONDS = 15;

    private final Platform platform;
    private final Predicate<JsonNode> rule;
    private final Consumer<JsonNode> violation;

    PlatformRule(Platform platform, Predicate<JsonNode> rule, Consumer<JsonNode> violation) {
        this.platform = platform;
        this.rule = rule;
        this.violation = violation;
    }

    boolean holds() {
        return platform.documents().stream().allMatch(rule);
    }

    /** Whether the rule detects its violation in one of the files. */
    boolean detectsViolation() {
        return platform.documents().stream().peek(violation).anyMatch(broken -> !rule.test(broken));
    }

    /** A limit per address without the proxies in front would limit all clients together. */
    static boolean hasTrustedProxies(Map<String, String> settings) {
        boolean limited = settings.containsKey("VASK_EDGE_CONNECTIONS_PER_MINUTE")
                || settings.containsKey("VASK_EDGE_FAILED_SIGNATURES_PER_MINUTE");
        return !limited || settings.containsKey("VASK_EDGE_TRUSTED_PROXIES");
    }

    /** The delay in which load balancers notice, the drain of a role with connections, and a margin. */
    static int secondsToStop(String role, Map<String, String> settings) {
        return delay(settings) + (role.equals("api") ? 0 : drain(settings)) + MARGIN_SECONDS;
    }

    private static int delay(Map<String, String> settings) {
        return seconds(settings.getOrDefault("VASK_SHUTDOWN_DELAY", "5s"));
    }

    private static int drain(Map<String, String> settings) {
        return seconds(settings.getOrDefault("VASK_EDGE_DRAIN", "10s"));
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }

    private static int minutes(String duration) {
        return Integer.parseInt(duration.replace("m", ""));
    }

    private static boolean isEdge(Platform platform, JsonNode document) {
        return platform.settings(document).getOrDefault("VASK_ROLE", "").equals("edge");
    }

    private static String template(JsonNode service, String annotation) {
        return service.at("/spec/template/metadata/annotations/" + annotation).asText();
    }

    private static String ingress(JsonNode service) {
        return service.at("/metadata/annotations/run.googleapis.com~1ingress").asText("all");
    }

    private static Stream<JsonNode> services(JsonNode compose) {
        return compose.path("services").valueStream();
    }

    private static Set<String> backends(JsonNode urlMap, String path) {
        return Set.copyOf(urlMap.at("/pathMatchers/0/pathRules")
                .valueStream()
                .filter(rule -> rule.path("paths").toString().contains("\"" + path + "\""))
                .map(rule -> rule.path("service").asText().replaceAll(".*/", ""))
                .toList());
    }

    private static Set<String> routed(JsonNode routes, String path) {
        return Set.copyOf(routes.path("rules")
                .valueStream()
                .filter(rule ->
                        path.startsWith(rule.at("/routes/0/match/prefix").asText()))
                .map(rule -> rule.at("/targets/0/containerApp").asText())
                .toList());
    }
}
