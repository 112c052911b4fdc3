package dev.vask.terraform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import dev.vask.support.NodeJsProject;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import dev.vask.support.TestApp;
import dev.vask.terraform.FailingProxy.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Apps managed with Terraform, from plan to destroy. Runs in one thread, because each test starts many processes. */
@Execution(ExecutionMode.SAME_THREAD)
class TerraformIT {

    private final Server server = Server.standard();
    private final String prefix = "tf-" + UUID.randomUUID().toString().substring(24) + "-";

    @BeforeAll
    static void requires_terraform() {
        assumeTrue(
                Terraform.isAvailable() || System.getenv("CI") != null,
                "Terraform is not tested: it needs terraform on the PATH, and the provider, which 'make provider' builds");
    }

    @Test
    void a_map_of_tenants_is_planned_applied_changed_and_destroyed() {
        Terraform terraform = Terraform.with(server).configure(tenants("\"acme\", \"globex\", \"initech\"", "true"));

        assertThat(terraform.plan().changes()).isEqualTo(each("create", "acme", "globex", "initech"));
        terraform.apply();
        assertThat(keys()).containsExactly(prefix + "acme", prefix + "globex", prefix + "initech");
        assertThat(terraform.plan().changes()).isEmpty();

        terraform.configure(tenants("\"acme\", \"globex\"", "false"));
        Map<String, String> changes = each("update", "acme", "globex");
        changes.putAll(each("delete", "initech"));
        assertThat(terraform.plan().changes()).isEqualTo(changes);
        terraform.apply();
        assertThat(app("acme").get("client_events").booleanValue()).isFalse();
        assertThat(terraform.plan().changes()).isEmpty();

        terraform.destroy();
        assertThat(keys()).isEmpty();
        assertThat(terraform.addresses()).isEmpty();
    }

    @Test
    void an_app_without_settings_equals_one_created_with_an_empty_body() {
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app" "plain" { key = "%splain" }
                """.formatted(prefix));
        terraform.apply();

        JsonNode created = app("plain");
        terraform.destroy();
        put("plain", "{}");
        assertThat(created).isEqualTo(app("plain"));
    }

    @Test
    void every_setting_is_written_and_read() {
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app" "full" {
                  key                 = "%1$sfull"
                  app_id              = "%1$sid"
                  name                = "Everything said"
                  enabled             = false
                  client_events       = true
                  subscription_counts = true
                  allowed_origins     = ["https://app.example.com", "*.example.org"]
                  secret              = "a-secret-of-our-own"
                  quotas = {
                    max_connections                  = 1
                    events_per_second                = 2
                    events_per_month                 = 11
                    client_events_per_second         = -1
                    max_event_bytes                  = 4
                    max_presence_members             = 5
                    cache_ttl_seconds                = 6
                    max_batch_events                 = 7
                    max_channels_per_event           = 8
                    max_channel_name_length          = 9
                    max_subscriptions_per_connection = 10
                    max_channels                     = 12
                    idempotency_key_seconds          = 13
                  }
                  history = {
                    enabled       = true
                    max_events    = 14
                    ttl_seconds   = 15
                    max_bytes     = 2048
                    client_events = true
                  }
                  authorized_connections = true
                  terminate_code         = 4009
                }
                data "vask_app" "seen" { key = vask_app.full.key }
                output "seen" { value = data.vask_app.seen }
                """.formatted(prefix));
        terraform.apply();

        JsonNode app = app("full");
        assertThat(app.get("app_id").textValue()).isEqualTo(prefix + "id");
        assertThat(app.get("name").textValue()).isEqualTo("Everything said");
        assertThat(List.of(app.get("enabled"), app.get("client_events"), app.get("subscription_counts"))
                        .toString())
                .isEqualTo("[false, true, true]");
        assertThat(app.get("quotas").toString())
                .contains(
                        "\"max_connections\":1",
                        "\"events_per_second\":2",
                        "\"client_events_per_second\":null",
                        "\"max_event_bytes\":4",
                        "\"max_presence_members\":5",
                        "\"cache_ttl_seconds\":6",
                        "\"max_batch_events\":7",
                        "\"max_channels_per_event\":8",
                        "\"max_channel_name_length\":9",
                        "\"max_subscriptions_per_connection\":10",
                        "\"events_per_month\":11",
                        "\"max_channels\":12",
                        "\"idempotency_key_seconds\":13");
        assertThat(app.get("history"))
                .isEqualTo(
                        Json.parse(
                                "{\"enabled\":true,\"max_events\":14,\"ttl_seconds\":15,\"max_bytes\":2048,\"client_events\":true}"));
        assertThat(app.get("authorized_connections").booleanValue()).isTrue();
        assertThat(app.get("terminate_code").intValue()).isEqualTo(4009);
        assertThat(terraform.output("seen").at("/history/max_bytes").intValue()).isEqualTo(2048);
        assertThat(terraform.output("seen").get("terminate_code").intValue()).isEqualTo(4009);
        assertThat(terraform
                        .output("seen")
                        .at("/quotas/client_events_per_second")
                        .intValue())
                .isEqualTo(-1);
        assertThat(terraform.output("seen").get("allowed_origins")).hasSize(2);
        assertThat(terraform.plan().changes()).isEmpty();
    }

    @Test
    void settings_of_the_history_are_changed_in_place_and_reset() {
        String app = "resource \"vask_app\" \"kept\" {\n  key = \"%skept\"\n%%s\n}".formatted(prefix);
        Terraform terraform = Terraform.with(server)
                .configure(app.formatted("  history = { enabled = true, max_events = 20 }\n  terminate_code = 4009"));
        terraform.apply();
        assertThat(app("kept").at("/history/enabled").booleanValue()).isTrue();
        assertThat(app("kept").at("/history/ttl_seconds").intValue()).isEqualTo(300);
        assertThat(terraform.plan().changes()).isEmpty();

        put("kept", "{\"history\":{\"enabled\":true,\"max_events\":21},\"terminate_code\":4009}");
        assertThat(terraform.plan().changes()).as("drift").isEqualTo(Map.of("vask_app.kept", "update"));

        terraform.configure(app.formatted(""));
        terraform.apply();
        assertThat(app("kept").at("/history/enabled").booleanValue()).isFalse();
        assertThat(app("kept").at("/history/max_events").intValue()).isEqualTo(300);
        assertThat(app("kept").get("terminate_code").intValue()).isEqualTo(4200);
        assertThat(terraform.plan().changes()).isEmpty();
    }

    @Test
    void an_app_id_is_changed_in_place_and_removed() {
        String app = "resource \"vask_app\" \"named\" {\n  key = \"%snamed\"\n%%s\n}".formatted(prefix);
        Terraform terraform = Terraform.with(server).configure(app.formatted("  app_id = \"%sone\"".formatted(prefix)));
        terraform.apply();
        assertThat(app("named").get("app_id").textValue()).isEqualTo(prefix + "one");

        terraform.configure(app.formatted(""));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app.named", "update"));
        terraform.apply();

        assertThat(app("named").get("app_id").isNull()).isTrue();
        assertThat(terraform.plan().changes()).isEmpty();
    }

    @Test
    void usage_can_be_read() {
        TestApp app = server.app(Map.of("quotas", Map.of("events_per_month", 2)));
        app.connect().subscribe("room");
        app.backend().publish("room", "news", "1");
        app.backend().publish("room", "news", "2");
        app.backend()
                .post("/events", "{\"name\":\"news\",\"channel\":\"room\",\"data\":\"3\"}")
                .expect(429);
        Terraform terraform = Terraform.with(server).configure("""
                data "vask_app_usage" "now" { app = "%s" }
                output "usage" { value = data.vask_app_usage.now }
                """.formatted(app.key()));

        terraform.apply();

        JsonNode usage = terraform.output("usage");
        assertThat(usage.get("connections").intValue()).isEqualTo(1);
        assertThat(usage.get("channels").intValue()).isEqualTo(1);
        assertThat(usage.get("events_this_month").intValue()).isEqualTo(2);
        assertThat(usage.get("days")).hasSize(30);
        assertThat(usage.at("/days/29/events").intValue()).isEqualTo(2);
        assertThat(usage.at("/refused/events_per_month").intValue()).isEqualTo(1);
    }

    @Test
    void an_absent_key_is_generated_and_kept() {
        Terraform terraform = Terraform.with(server).configure(withName("One"));
        terraform.apply();
        String key = terraform.output("key").textValue();
        assertThat(key).matches("\\d{15}");

        terraform.configure(withName("Two"));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app.made", "update"));
        terraform.apply();
        assertThat(terraform.output("key").textValue()).isEqualTo(key);
        terraform.destroy();
    }

    @Test
    void a_changed_key_replaces_the_app() {
        Terraform terraform = Terraform.with(server).configure(tenants("\"acme\"", "true"));
        terraform.apply();
        terraform.configure(tenants("\"acme\"", "true").replace(prefix, prefix + "new-"));
        assertThat(terraform.plan().changes()).isEqualTo(each("replace", "acme"));
    }

    @Test
    void drift_is_planned_and_corrected_by_the_next_apply() {
        Terraform terraform = Terraform.with(server).configure(tenants("\"acme\", \"globex\"", "true"));
        terraform.apply();

        put("acme", "{\"client_events\":false,\"quotas\":{\"max_connections\":7}}");
        server.admin("DELETE", "/admin/v1/apps/" + prefix + "globex", new byte[0])
                .expect(204);

        Map<String, String> changes = each("update", "acme");
        changes.putAll(each("create", "globex"));
        assertThat(terraform.plan().changes()).isEqualTo(changes);
        terraform.apply();
        assertThat(app("acme").get("client_events").booleanValue()).isTrue();
        assertThat(app("acme").at("/quotas/max_connections").isNull()).isTrue();
        assertThat(terraform.plan().changes()).isEmpty();
    }

    @Test
    void an_existing_app_must_be_imported() {
        put("acme", "{\"client_events\":true}");
        Terraform terraform = Terraform.with(server).configure(tenants("\"acme\"", "true"));

        assertThat(terraform.applyWithFailure().errors())
                .singleElement()
                .asString()
                .contains("key must be unused", "import {\n  to = vask_app.NAME\n  id = \"" + prefix + "acme\"\n}");

        terraform.run("import", "vask_app.tenants[\"acme\"]", prefix + "acme").expectSuccess();
        assertThat(terraform.plan().changes()).isEmpty();
        assertThat(terraform
                        .run("import", "vask_app.tenants[\"acme\"]", prefix + "none")
                        .expectFailure()
                        .output())
                .contains("already managed");
    }

    @Test
    void a_write_only_secret_rotates_and_is_in_no_state() {
        Terraform terraform = Terraform.with(server).configure(writeOnly("the-first-secret", 1));
        terraform.apply();
        assertThat(accepts("the-first-secret")).isTrue();

        terraform.configure(writeOnly("the-second-secret", 1));
        assertThat(terraform.plan().changes()).isEmpty();
        terraform.configure(writeOnly("the-second-secret", 2));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app.quiet", "update"));
        terraform.apply();

        assertThat(accepts("the-second-secret")).isTrue();
        assertThat(accepts("the-first-secret")).isFalse();
        assertThat(terraform.stateFile()).contains("vask_app").doesNotContain("the-first-secret", "the-second-secret");
    }

    @Test
    void a_webhook_changes_independently_of_its_app() {
        Terraform terraform = Terraform.with(server).configure(appWithWebhook("https://example.com/one", "false"));
        terraform.apply();
        assertThat(app("hooked").at("/webhook/url").textValue()).isEqualTo("https://example.com/one");
        assertThat(app("hooked").at("/webhook/events")).hasSize(6);
        assertThat(terraform.plan().changes()).isEmpty();

        terraform.configure(appWithWebhook("https://example.com/one", "true"));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_app.hooked", "update"));
        terraform.apply();
        assertThat(app("hooked").at("/webhook/headers").toString())
                .as("the name without its value")
                .isEqualTo("{\"X-Team\":null}");

        terraform.configure(appWithWebhook("https://example.com/two", "true"));
        assertThat(terraform.plan().changes()).isEqualTo(Map.of("vask_webhook.hook", "update"));
        terraform.apply();
        assertThat(app("hooked").at("/webhook/url").textValue()).isEqualTo("https://example.com/two");
        terraform.run("state", "rm", "vask_webhook.hook").expectSuccess();
        terraform.run("import", "vask_webhook.hook", prefix + "hooked").expectSuccess();
        assertThat(terraform.plan().changes())
                .as("the server does not return values")
                .isEqualTo(Map.of("vask_webhook.hook", "update"));
        terraform.apply();
        assertThat(terraform.plan().changes()).isEmpty();

        terraform.destroy("-target=vask_webhook.hook");
        assertThat(app("hooked").get("webhook").isNull()).isTrue();
        assertThat(app("hooked").get("client_events").booleanValue()).isTrue();
    }

    @Test
    void a_rejected_webhook_is_reported_at_its_url() {
        Terraform terraform = Terraform.with(server).configure(appWithWebhook("http://127.0.0.1/hook", "true"));
        assertThat(terraform.applyWithFailure().errors())
                .singleElement()
                .asString()
                .startsWith("Invalid value for url; url must ");
        assertThat(terraform.addresses()).containsExactly("vask_app.hooked");
    }

    @Test
    void a_plan_reports_the_errors_of_an_apply() {
        Map<String, String> wrong =
                Map.of("name", "\"\"", "secret", "\"\\u0007\"", "allowed_origins", "[\"https://example.com/path\"]");
        Terraform terraform = Terraform.with(server);
        wrong.forEach((field, value) -> {
            terraform.configure("resource \"vask_app\" \"wrong\" {\n key = \"%swrong\"\n %s = %s\n}"
                    .formatted(prefix, field, value));
            String reason = server.admin(
                            "PUT",
                            "/admin/v1/apps/" + prefix + "wrong",
                            "{\"%s\":%s}".formatted(field, value).getBytes(UTF_8))
                    .expect(400)
                    .json()
                    .get("fields")
                    .iterator()
                    .next()
                    .textValue();
            assertThat(terraform.run("validate", "-json").expectFailure().errors())
                    .singleElement()
                    .asString()
                    .contains(field)
                    .contains(reason.replace("must be ", ""));
        });
        terraform.configure("""
                resource "vask_app" "wrong" {
                  key    = "a key"
                  quotas = { max_connections = 0, max_event_bytes = 1.5 }

                  history        = { max_events = 10001 }
                  terminate_code = 4001
                }
                """);
        assertThat(terraform.run("validate", "-json").expectFailure().errors())
                .containsExactlyInAnyOrder(
                        "Invalid value for key; key must be 1 to 64 characters of A-Z a-z 0-9 _ -",
                        "Invalid value for quotas.max_connections; quotas.max_connections must be a positive integer, "
                                + "at most 2147483647, or -1 for unlimited",
                        "Invalid value for quotas.max_event_bytes; quotas.max_event_bytes must be a positive integer, "
                                + "at most 2147483647, or -1 for unlimited",
                        "Invalid value for history.max_events; history.max_events must be an integer from 1 to 10000",
                        "Invalid value for terminate_code; terminate_code must be 4200 or 4009");
    }

    @Test
    void five_hundred_apps_are_created_in_parallel() {
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app" "many" {
                  count = 500
                  key   = "%1$s${count.index}"
                }
                data "vask_apps" "all" {
                  prefix     = "%1$s"
                  depends_on = [vask_app.many]
                }
                output "count" { value = length(data.vask_apps.all.keys) }
                """.formatted(prefix));
        terraform.apply("-parallelism=100");
        assertThat(keys()).hasSize(500);
        assertThat(terraform.output("count").intValue()).isEqualTo(500);
        assertThat(terraform.plan().changes()).isEmpty();
        terraform.destroy("-parallelism=100");
        assertThat(keys()).isEmpty();
    }

    @Test
    void pusher_js_connects_with_credentials_from_terraform() throws Exception {
        assumeTrue(NodeJsProject.isAvailable() || System.getenv("CI") != null, "pusher-js needs Node and npm");
        Path sdk = Path.of("src/test/sdk");
        new NodeJsProject(sdk, Path.of("target/terraform/npm")).install();
        Terraform terraform = Terraform.with(server).configure("""
                resource "vask_app" "told" { key = "%stold" }
                output "credentials" {
                  value     = { APP_KEY = vask_app.told.key, APP_SECRET = vask_app.told.secret }
                  sensitive = true
                }
                """.formatted(prefix));
        terraform.apply();
        JsonNode credentials = terraform.output("credentials");

        ProcessBuilder builder = new ProcessBuilder("node", "terraform/connect.js")
                .directory(sdk.toFile())
                .redirectErrorStream(true);
        credentials.properties().forEach(field -> builder.environment()
                .put(field.getKey(), field.getValue().textValue()));
        builder.environment().put("VASK_TEST_API", server.api().toString());
        builder.environment().put("VASK_TEST_EDGE", server.edge().toString());
        Process node = builder.start();
        String printed = new String(node.getInputStream().readAllBytes(), UTF_8);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEqualTo("heard hello\n");
    }

    @Test
    void a_wrong_token_is_reported_and_nothing_is_created() {
        Terraform terraform =
                Terraform.with(server.management(), "not-the-token").configure(tenants("\"acme\"", "true"));
        TerraformResult run = terraform.applyWithFailure();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("The server rejected the token", "returned 401", "VASK_ADMIN_TOKEN");
        assertThat(run.output()).doesNotContain("not-the-token");
        assertThat(terraform.addresses()).isEmpty();
    }

    @Test
    void an_unreachable_server_is_reported_and_the_state_is_kept() {
        Terraform terraform = Terraform.with(server).configure(tenants("\"acme\"", "true"));
        terraform.apply();

        terraform.withUrl(URI.create("http://127.0.0.1:1"));
        assertThat(terraform.run("plan", "-json").expectFailure().errors())
                .singleElement()
                .asString()
                .contains("No response from http://127.0.0.1:1", "The connection was refused", "VASK_URL");
        assertThat(terraform.addresses()).containsExactly("vask_app.tenants[\"acme\"]");
        assertThat(terraform.withUrl(server.management()).plan().changes()).isEmpty();
    }

    @Test
    void a_missing_address_or_token_is_reported() {
        Terraform terraform = Terraform.with(URI.create(""), "").configure(tenants("\"acme\"", "true"));
        assertThat(terraform.run("plan", "-json").expectFailure().errors())
                .hasSize(2)
                .anySatisfy(error -> assertThat(error).contains("url must be set", "VASK_URL"))
                .anySatisfy(error -> assertThat(error).contains("token must be set", "VASK_ADMIN_TOKEN"));
    }

    @Test
    void a_404_of_a_wrong_address_does_not_look_like_a_deletion() {
        try (FailingProxy proxy = new FailingProxy(server.management())) {
            Terraform terraform =
                    Terraform.with(proxy.url(), server.adminToken()).configure(tenants("\"acme\"", "true"));
            terraform.apply();
            proxy.failWith("*", Fault.NOT_FOUND);
            assertThat(terraform.run("plan", "-json").expectFailure().errors())
                    .singleElement()
                    .asString()
                    .contains("No admin API at this address", "vask.admin.token");
            assertThat(terraform.addresses()).containsExactly("vask_app.tenants[\"acme\"]");
        }
    }

    @Test
    void a_server_error_is_reported_and_the_state_stays_correct() {
        try (FailingProxy proxy = new FailingProxy(server.management())) {
            Terraform terraform =
                    Terraform.with(proxy.url(), server.adminToken()).configure(tenants("\"acme\"", "true"));
            proxy.failWith("PUT", Fault.SERVER_ERROR);
            assertThat(terraform.applyWithFailure().errors())
                    .singleElement()
                    .asString()
                    .contains("Server error", "returned 500", "its log says why");
            assertThat(terraform.addresses()).isEmpty();
            assertThat(keys()).isEmpty();

            proxy.restore();
            terraform.apply();
            proxy.failWith("PUT", Fault.SERVER_ERROR);
            terraform.configure(tenants("\"acme\"", "false"));
            terraform.applyWithFailure();
            proxy.restore();
            assertThat(terraform.plan().changes()).isEqualTo(each("update", "acme"));

            proxy.failWith("DELETE", Fault.SERVER_ERROR);
            terraform.run("destroy", "-auto-approve", "-json").expectFailure();
            assertThat(terraform.addresses()).containsExactly("vask_app.tenants[\"acme\"]");
            proxy.restore();
            terraform.destroy();
            assertThat(keys()).isEmpty();
        }
    }

    @Test
    void an_incomplete_response_is_reported_and_the_created_app_stays_in_the_state() {
        try (FailingProxy proxy = new FailingProxy(server.management())) {
            Terraform terraform =
                    Terraform.with(proxy.url(), server.adminToken()).configure(tenants("\"acme\"", "true"));
            proxy.failWith("PUT", Fault.HALF_ANSWER);
            assertThat(terraform.applyWithFailure().errors())
                    .singleElement()
                    .asString()
                    .contains("No response from", "was interrupted");
            assertThat(keys()).containsExactly(prefix + "acme");
            assertThat(terraform.addresses()).containsExactly("vask_app.tenants[\"acme\"]");

            proxy.restore();
            terraform.apply();
            assertThat(keys()).containsExactly(prefix + "acme");
            assertThat(terraform.plan().changes()).isEmpty();

            proxy.failWith("GET", Fault.PAGE);
            assertThat(terraform.run("plan", "-json").expectFailure().errors())
                    .singleElement()
                    .asString()
                    .contains("The response is not from Vask", "a proxy answers");
            assertThat(terraform.addresses()).hasSize(1);
        }
    }

    private String tenants(String names, String clientEvents) {
        return """
                resource "vask_app" "tenants" {
                  for_each      = toset([%s])
                  key           = "%s${each.key}"
                  client_events = %s
                }
                """.formatted(names, prefix, clientEvents);
    }

    private String withName(String name) {
        return """
                resource "vask_app" "made" { name = "%s" }
                output "key" { value = vask_app.made.key }
                """.formatted(name);
    }

    private String writeOnly(String secret, int version) {
        return """
                resource "vask_app" "quiet" {
                  key               = "%squiet"
                  secret_wo         = "%s"
                  secret_wo_version = %d
                }
                """.formatted(prefix, secret, version);
    }

    private String appWithWebhook(String url, String clientEvents) {
        return """
                resource "vask_app" "hooked" {
                  key           = "%shooked"
                  client_events = %s
                }
                resource "vask_webhook" "hook" {
                  app     = vask_app.hooked.key
                  url     = "%s"
                  headers = { X-Team = "realtime" }
                }
                """.formatted(prefix, clientEvents, url);
    }

    private static Map<String, String> each(String action, String... names) {
        Map<String, String> changes = new TreeMap<>();
        for (String name : names) {
            changes.put("vask_app.tenants[\"%s\"]".formatted(name), action);
        }
        return changes;
    }

    private boolean accepts(String secret) {
        Signer signer = new Signer(prefix + "quiet", secret);
        byte[] none = new byte[0];
        String signed = signer.request("GET", "/apps/%squiet/channels".formatted(prefix), Map.of(), none);
        return server.request("GET", signed, none).status() == 200;
    }

    private void put(String name, String json) {
        int status = server.admin("PUT", "/admin/v1/apps/" + prefix + name, json.getBytes(UTF_8))
                .status();
        assertThat(status).isIn(200, 201);
    }

    private JsonNode app(String name) {
        return server.admin("GET", "/admin/v1/apps/" + prefix + name, new byte[0])
                .expect(200)
                .json();
    }

    /** The keys of this test's apps, as the server lists them. */
    private List<String> keys() {
        JsonNode all = server.admin("GET", "/admin/v1/apps", new byte[0])
                .expect(200)
                .json()
                .get("apps");
        return StreamSupport.stream(all.spliterator(), false)
                .map(app -> app.get("key").textValue())
                .filter(key -> key.startsWith(prefix))
                .toList();
    }
}
