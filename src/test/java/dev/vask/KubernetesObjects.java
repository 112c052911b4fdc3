package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects of one installation on Kubernetes, and how they belong together. */
record KubernetesObjects(List<JsonNode> all) {

    private static final Set<String> WITH_PODS = Set.of("Deployment", "Job");

    KubernetesObjects copy() {
        return new KubernetesObjects(
                all.stream().map(it -> it.<JsonNode>deepCopy()).toList());
    }

    Stream<JsonNode> ofKind(String kind) {
        return all.stream().filter(it -> it.path("kind").asText().equals(kind));
    }

    Optional<JsonNode> find(String kind, String name) {
        return ofKind(kind)
                .filter(it -> it.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    Stream<JsonNode> workloads() {
        return all.stream().filter(it -> WITH_PODS.contains(it.path("kind").asText()));
    }

    Stream<JsonNode> deployments() {
        return ofKind("Deployment");
    }

    static JsonNode container(JsonNode workload) {
        return workload.at("/spec/template/spec/containers/0");
    }

    static Map<String, String> labels(JsonNode workload) {
        return strings(workload.at("/spec/template/metadata/labels"));
    }

    static String role(JsonNode workload) {
        for (JsonNode variable : container(workload).path("env")) {
            if (variable.path("name").asText().equals("VASK_ROLE")) {
                return variable.path("value").asText();
            }
        }
        return "";
    }

    /** Environment variables of a workload that are not secret. */
    Map<String, String> settings(JsonNode workload) {
        Map<String, String> settings = new HashMap<>();
        for (JsonNode source : container(workload).path("envFrom")) {
            find("ConfigMap", source.at("/configMapRef/name").asText())
                    .ifPresent(map -> settings.putAll(strings(map.path("data"))));
        }
        container(workload)
                .path("env")
                .forEach(it ->
                        settings.put(it.path("name").asText(), it.path("value").asText()));
        return settings;
    }

    /** Whether labels are selected. An empty selector selects everything. */
    static boolean selects(JsonNode selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(strings(selector).entrySet());
    }

    /** Roles of the pods behind a service. */
    Set<String> rolesBehind(String service) {
        return find("Service", service)
                .map(it -> deployments()
                        .filter(deployment -> selects(it.at("/spec/selector"), labels(deployment)))
                        .map(KubernetesObjects::role)
                        .collect(Collectors.toCollection(TreeSet::new)))
                .orElseGet(TreeSet::new);
    }

    /** The services to which an Ingress or an HTTPRoute sends a path. Both compare whole path elements. */
    static Set<String> services(JsonNode route, String path) {
        Set<String> services = new TreeSet<>();
        for (JsonNode rule : route.at("/spec/rules")) {
            for (JsonNode each : rule.at("/http/paths")) {
                if (isPrefix(each.path("path").asText(), path)) {
                    services.add(each.at("/backend/service/name").asText());
                }
            }
            for (JsonNode match : rule.path("matches")) {
                if (isPrefix(match.at("/path/value").asText(), path)) {
                    rule.path("backendRefs")
                            .forEach(it -> services.add(it.path("name").asText()));
                }
            }
        }
        return services;
    }

    private static boolean isPrefix(String prefix, String path) {
        return (path + "/").startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new HashMap<>();
        object.properties().forEach(it -> strings.put(it.getKey(), it.getValue().asText()));
        return strings;
    }
}
