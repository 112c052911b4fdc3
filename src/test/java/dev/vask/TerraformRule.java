package dev.vask;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rules for the Terraform modules, each with a replacement that violates it. The module for AWS is tested with Terraform itself ({@code
 * terraform/modules/aws-ecs/tests}); these rules are for modules whose providers are not available in tests, and for common parts.
 */
enum TerraformRule {
    GCP_REACHES_SERVICES_BY_THE_LOAD_BALANCER_ONLY(
            "gcp-cloud-run",
            it -> !it.contains("INGRESS_TRAFFIC_ALL")
                    && block(it, "api = \\{").contains("INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER")
                    && block(it, "edge = \\{").contains("INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"),
            "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
            "INGRESS_TRAFFIC_ALL"),
    GCP_HAS_THE_ADMIN_API_INSIDE_ONLY(
            "gcp-cloud-run",
            it -> block(it, "admin = \\{\\s+ingress").contains("INGRESS_TRAFFIC_INTERNAL_ONLY")
                    && it.contains("service == \"admin\" ? { VASK_ADMIN_TOKEN = \"admin-token\" } : {}")
                    && it.matches("(?s).*edge += \\{ VASK_ROLE = \"edge\", VASK_ADMIN_PUBLIC = \"false\" }.*"),
            "INGRESS_TRAFFIC_INTERNAL_ONLY",
            "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"),
    GCP_TIMEOUT_EXCEEDS_THE_CONNECTION_AGE(
            "gcp-cloud-run",
            it -> number(it, "VASK_EDGE_MAX_CONNECTION_AGE += \"(\\d+)m\"") * 60
                            < number(block(it, "edge = \\{"), "timeout += \"(\\d+)s\"")
                    && number(block(it, "edge = \\{"), "timeout += \"(\\d+)s\"") <= 3600,
            "\"55m\"",
            "\"90m\""),
    GCP_DRAINS_WITHIN_10_SECONDS(
            "gcp-cloud-run",
            it -> number(it, "VASK_SHUTDOWN_DELAY += \"(\\d+)s\"") + number(it, "VASK_EDGE_DRAIN += \"(\\d+)s\"") <= 8,
            "\"4s\"",
            "\"30s\""),
    GCP_HAS_ONE_HOST(
            "gcp-cloud-run",
            it -> it.matches(
                            "(?s).*paths += \\[\"/app/\\*\"]\\s+service = google_compute_backend_service.this\\[\"edge\"].*")
                    && it.matches(
                            "(?s).*paths += \\[\"/apps/\\*\"]\\s+service = google_compute_backend_service.this\\[\"api\"].*")
                    && it.split("http_status = 404", -1).length == 3,
            "/apps/*",
            "/*"),
    GCP_LIMITS_HAVE_TRUSTED_PROXIES(
            "gcp-cloud-run",
            it -> it.contains("VASK_EDGE_TRUSTED_PROXIES = join(\",\", local.trusted_proxies)")
                    && it.contains("google_compute_global_address.public.address}/32"),
            "VASK_EDGE_TRUSTED_PROXIES",
            "VASK_LOG_JSON"),
    GCP_REACHES_PRIVATE_ADDRESSES(
            "gcp-cloud-run",
            it -> block(it, "vpc_access \\{").contains("egress = \"PRIVATE_RANGES_ONLY\""),
            "PRIVATE_RANGES_ONLY",
            ""),
    KUBERNETES_HAS_ONE_HOST(
            "kubernetes",
            it -> it.matches("(?s).*path += \"/app/\"\\s+path_type = \"Prefix\"[^/]+this\\[\"edge\"].*")
                    && it.matches("(?s).*path += \"/apps/\"\\s+path_type = \"Prefix\"[^/]+this\\[\"api\"].*")
                    && !it.matches("(?s).*path += \"/\".*"),
            "\"/apps/\"",
            "\"/\""),
    KUBERNETES_GIVES_EDGES_NO_ADMIN_TOKEN(
            "kubernetes",
            it -> it.contains("edge = [kubernetes_secret_v1.vask.metadata[0].name]\n")
                    && !block(it, "resource \"kubernetes_secret_v1\" \"vask\" \\{")
                            .contains("VASK_ADMIN_TOKEN"),
            "edge = [",
            "edge = [kubernetes_secret_v1.admin.metadata[0].name, "),
    KUBERNETES_SELECTS_ITS_OWN_PODS(
            "kubernetes",
            it -> block(it, "resource \"kubernetes_network_policy_v1\" \"vask\" \\{")
                    .replaceAll("\\s+", " ")
                    .contains("pod_selector { match_labels = { \"app.kubernetes.io/name\" = var.name } }"),
            "    pod_selector {\n      match_labels = { \"app.kubernetes.io/name\" = var.name }\n",
            "    pod_selector {\n"),
    KUBERNETES_RESTRICTS_THE_MANAGEMENT_PORT(
            "kubernetes",
            it -> {
                String policy = block(it, "resource \"kubernetes_network_policy_v1\" \"vask\" \\{");
                String management = policy.substring(0, Math.max(0, policy.indexOf("local.management_port")));
                return management
                        .substring(Math.max(0, management.lastIndexOf("\n    ingress {")))
                        .contains("      from {");
            },
            "      from {\n        pod_selector {\n          match_labels = { vask-admin = \"true\" }\n        }\n      }\n",
            ""),
    KUBERNETES_PODS_HAVE_NO_PRIVILEGES(
            "kubernetes",
            it -> Stream.of(
                            "read_only_root_filesystem += true",
                            "allow_privilege_escalation += false",
                            "automount_service_account_token += false",
                            "run_as_non_root += true",
                            "run_as_user += 1001",
                            "drop = \\[\"ALL\"]",
                            "mount_path = \"/tmp\"")
                    .allMatch(each -> Pattern.compile(each).matcher(it).find()),
            "read_only_root_filesystem  = true",
            "read_only_root_filesystem  = false"),
    KUBERNETES_LIMITS_HAVE_TRUSTED_PROXIES(
            "kubernetes",
            it -> it.contains("address_limits = length(var.trusted_proxies) == 0 ? {} : merge(\n"
                            + "    { VASK_EDGE_TRUSTED_PROXIES = join(\",\", var.trusted_proxies) },\n")
                    && it.split("VASK_EDGE_CONNECTIONS_PER_MINUTE", -1).length == 2,
            "length(var.trusted_proxies) == 0 ? {} : ",
            ""),
    KUBERNETES_HAS_TIME_TO_STOP(
            "kubernetes",
            it -> number(it, "grace = var.edge_drain \\+ (\\d+)") >= 20
                    && it.contains("VASK_EDGE_DRAIN        = \"${var.edge_drain}s\""),
            "var.edge_drain + 30",
            "30"),
    KUBERNETES_LEAVES_REPLICAS_TO_THE_AUTOSCALER(
            "kubernetes",
            it -> it.contains("ignore_changes = [spec[0].replicas]") && !it.matches("(?s).*\\n    replicas .*"),
            "ignore_changes = [spec[0].replicas]",
            ""),
    AWS_KEEPS_PASSWORDS_OUT_OF_THE_STATE(
            "aws-ecs",
            it -> !it.contains("random_password")
                    && !Pattern.compile("(?m)^ +(password|secret_string) +=")
                            .matcher(it)
                            .find()
                    && it.contains("password_wo "),
            "password_wo  ",
            "password     "),
    AWS_BOUNDS_THE_CONNECTIONS_OF_FUNCTIONS(
            "aws-lambda",
            it -> it.contains("VASK_DATABASE_CONNECTIONS = tostring(var.database_connections)")
                    && it.contains("@{aws_db_proxy.this.endpoint}".replace('@', '$'))
                    && it.contains("reserved_concurrent_executions = each.value.instances"),
            "reserved_concurrent_executions = each.value.instances",
            ""),
    AWS_GIVES_FUNCTIONS_NO_ADMIN_TOKEN(
            "aws-lambda",
            it -> !it.contains("VASK_ADMIN_TOKEN") && it.contains("VASK_ROLE                 = \"function\""),
            "= \"function\"",
            "= \"api\""),
    AWS_GIVES_EDGES_NO_ADMIN_TOKEN(
            "aws-ecs",
            it -> it.contains("VASK_ADMIN_TOKEN       = [\"api\"]"),
            "VASK_ADMIN_TOKEN       = [\"api\"]",
            "VASK_ADMIN_TOKEN       = [\"api\", \"edge\"]");

    private final String module;
    private final Predicate<String> rule;
    private final String from;
    private final String to;

    TerraformRule(String module, Predicate<String> rule, String from, String to) {
        this.module = module;
        this.rule = rule;
        this.from = from;
        this.to = to;
    }

    boolean holds() {
        return rule.test(text());
    }

    boolean detectsViolation() {
        return text().contains(from) && !rule.test(text().replace(from, to));
    }

    private String text() {
        return Manifests.text(Path.of("terraform/modules", module, "main.tf"));
    }

    /** The block after a header, up to its closing bracket; empty if absent. */
    private static String block(String text, String header) {
        Matcher start = Pattern.compile("(?m)^ *" + header).matcher(text);
        if (!start.find()) {
            return "";
        }
        int depth = 0;
        for (int at = start.start(); at < text.length(); at++) {
            depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
            if (depth == 0 && text.charAt(at) == '}') {
                return text.substring(start.start(), at + 1);
            }
        }
        return "";
    }

    private static int number(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? Integer.parseInt(found.group(1)) : Integer.MIN_VALUE / 100;
    }
}
