package dev.vask.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.CliRun;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the command line, their output and exit codes. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class CommandLineIT {

    private final Server server = Server.standard();
    private final String key = "test-" + UUID.randomUUID().toString().substring(24);

    // Apps

    @Test
    void an_app_is_created_listed_shown_changed_disabled_enabled_and_deleted() {
        String created = vask("apps", "create", key, "--name", "The shop", "--quota", "max_connections=7")
                .expect(0)
                .out();
        assertThat(row(created, "key")).isEqualTo(key);
        assertThat(row(created, "quotas.max_connections")).isEqualTo("7");
        assertThat(row(created, "secret")).hasSize(43);

        String list = vask("apps", "list").expect(0).out();
        assertThat(list.lines().findFirst())
                .hasValueSatisfying(it -> assertThat(it).matches("KEY +NAME +ENABLED .*"));
        assertThat(list.lines().filter(it -> it.startsWith(key + " ")).findFirst())
                .hasValueSatisfying(it -> assertThat(it).matches(key + " +The shop +true +false +false +-"));

        assertThat(row(vask("apps", "disable", key).expect(0).out(), "enabled")).isEqualTo("false");
        String changed = vask(
                        "apps",
                        "update",
                        key,
                        "--client-events",
                        "--origin",
                        "*.example.com",
                        "--quota",
                        "max_connections=none",
                        "--history",
                        "--history-limit",
                        "max_events=20",
                        "--history-limit",
                        "ttl_seconds=60",
                        "--history-client-events",
                        "--authorized-connections",
                        "--terminate-code",
                        "4009",
                        "--webhook",
                        "https://example.com/hook")
                .expect(0)
                .out();
        assertThat(row(changed, "client_events")).isEqualTo("true");
        assertThat(row(changed, "allowed_origins")).isEqualTo("*.example.com");
        assertThat(row(changed, "quotas.max_connections")).isEqualTo("-");
        assertThat(row(changed, "history.enabled")).isEqualTo("true");
        assertThat(row(changed, "history.max_events")).isEqualTo("20");
        assertThat(row(changed, "history.ttl_seconds")).isEqualTo("60");
        assertThat(row(changed, "history.max_bytes")).isEqualTo("1048576");
        assertThat(row(changed, "history.client_events")).isEqualTo("true");
        assertThat(row(changed, "authorized_connections")).isEqualTo("true");
        assertThat(row(changed, "terminate_code")).isEqualTo("4009");
        assertThat(row(changed, "webhook.url")).isEqualTo("https://example.com/hook");
        assertThat(row(changed, "enabled")).isEqualTo("false");
        assertThat(row(changed, "name")).isEqualTo("The shop");
        assertThat(row(vask("apps", "enable", key).expect(0).out(), "enabled")).isEqualTo("true");
        String reset = vask("apps", "update", key, "--no-history", "--terminate-code", "4200")
                .expect(0)
                .out();
        assertThat(row(reset, "history.enabled")).isEqualTo("false");
        assertThat(row(reset, "history.max_events")).isEqualTo("20");
        assertThat(row(reset, "terminate_code")).isEqualTo("4200");
        assertThat(vask("apps", "update", key, "--history-limit", "max_events=many")
                        .expect(1)
                        .err())
                .contains("history.max_events", "must be an integer from 1 to 10000");
        assertThat(vask("apps", "show", key).expect(0).out())
                .contains("webhook.url")
                .doesNotContain("secret");

        assertThat(vask("apps", "delete", key, "--yes").expect(0).out())
                .isEqualTo("Deleted app '%s'.%n".formatted(key));
        assertThat(vask("apps", "show", key).expect(4).err())
                .contains("App '" + key + "' does not exist.", "no_such_app");
    }

    @Test
    void json_output_is_the_response_of_the_server() {
        JsonNode created = vask("apps", "create", "--json", "--name", "x", "--no-client-events")
                .expect(0)
                .json();
        String made = created.path("key").asText();

        assertThat(made).matches("\\d{15}");
        assertThat(created.path("secret").asText()).hasSize(43);
        assertThat(vask("apps", "show", made, "--json").expect(0).json()).isEqualTo(admin("GET", "/" + made));
        assertThat(vask("apps", "list", "--json").expect(0).json().path("apps").findValuesAsText("key"))
                .contains(made);
        assertThat(vask("--json", "apps", "disable", made)
                        .expect(0)
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isFalse();
        assertThat(vask("apps", "enable", made, "--json")
                        .expect(0)
                        .json()
                        .path("enabled")
                        .booleanValue())
                .isTrue();
        assertThat(vask("apps", "update", made, "--name", "y", "--json")
                        .expect(0)
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("y");
        assertThat(vask("apps", "delete", made, "--yes", "--json")
                        .expect(0)
                        .json()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void creating_never_replaces() {
        TestApp app = server.app();

        assertThat(vask("apps", "create", app.key()).expect(1).err()).contains("vask apps update " + app.key());
        app.backend().publish("c", "n", "");
    }

    // Secrets

    @Test
    void secrets_are_created_listed_rotated_and_revoked() {
        TestApp app = server.app();
        String added = row(vask("secrets", "add", app.key()).expect(0).out(), "id");
        assertThat(vask("secrets", "list", app.key()).expect(0).out())
                .startsWith("ID  ")
                .contains("CREATED AT", "LAST USED ON", added);
        assertThat(vask("secrets", "list", app.key(), "--json").expect(0).json().path("secrets"))
                .hasSize(2);

        assertThat(vask("secrets", "end", app.key(), added).expect(0).out())
                .isEqualTo("Revoked secret '%s'.%n".formatted(added));
        assertThat(vask("secrets", "rotate", app.key(), "--grace-seconds", "0", "--json")
                        .expect(0)
                        .json()
                        .path("secret")
                        .asText())
                .hasSize(43);
        assertThat(app.backend().get("/channels").status()).isEqualTo(401);

        JsonNode extra = vask("secrets", "add", app.key(), "--json").expect(0).json();
        assertThat(vask("secrets", "end", app.key(), extra.path("id").asText(), "--json")
                        .expect(0)
                        .json()
                        .path("ended")
                        .booleanValue())
                .isTrue();
        assertThat(vask("secrets", "end", app.key(), "none").expect(4).err()).contains("no_such_secret");
        String last = vask("secrets", "list", app.key(), "--json")
                .json()
                .path("secrets")
                .path(0)
                .path("id")
                .asText();
        assertThat(vask("secrets", "end", app.key(), last).expect(1).err())
                .contains("last_secret", "Create another one first");
    }

    @Test
    void a_secret_can_be_created_with_an_expiry() {
        TestApp app = server.app();

        assertThat(row(
                        vask("secrets", "add", app.key(), "--expires-in-seconds", "60")
                                .expect(0)
                                .out(),
                        "expires_at"))
                .startsWith("20");
    }

    @Test
    void secrets_are_reencrypted() {
        assertThat(row(vask("secrets", "reencrypt").expect(0).out(), "left")).isEqualTo("0");
        assertThat(vask("secrets", "reencrypt", "--json")
                        .expect(0)
                        .json()
                        .path("left")
                        .intValue())
                .isZero();
    }

    // Usage

    @Test
    void usage_is_shown() {
        TestApp app = server.app(Map.of("quotas", Map.of("max_connections", 8, "events_per_month", 2_000)));
        app.backend().publish("c", "n", "");
        app.backend().publish("c", "n", "");

        String shown = vask("usage", app.key()).expect(0).out();
        assertThat(shown.lines())
                .anyMatch(it -> it.matches("USAGE +VALUE +QUOTA +SHARE"))
                .anyMatch(it -> it.matches("open connections +0 +8 +0.0 %"))
                .anyMatch(it -> it.matches("occupied channels +0 +unlimited +-"))
                .anyMatch(it -> it.matches("events in [A-Z][a-z]+ 20\\d\\d +2 +2,000 +0.1 %"))
                .anyMatch(it -> it.matches("REJECTED BY QUOTA +TIMES IN [A-Z]+ 20\\d\\d"))
                .anyMatch(it -> it.matches("DATE \\(UTC\\) +EVENTS"));
        assertThat(shown.lines().filter(it -> it.matches("20\\d\\d-\\d\\d-\\d\\d +\\d+")))
                .hasSize(30)
                .last()
                .asString()
                .endsWith(" 2");
        assertThat(vask("usage", app.key(), "--json").expect(0).json().path("days"))
                .hasSize(30);
        assertThat(vask("usage", "no-such-app").expect(4).err()).contains("no_such_app");
    }

    // Deleting

    @Test
    void deleting_without_a_terminal_needs_a_confirmation_in_advance() {
        TestApp app = server.app();

        CliRun refused = vask("apps", "delete", app.key()).expect(2);
        assertThat(refused.err()).contains("Add --yes to confirm.", "App '" + app.key() + "'");
        vask("apps", "show", app.key()).expect(0);
        assertThat(vask("apps", "delete", "no-such-app").expect(4).err()).contains("no_such_app");
    }

    @Test
    void deleting_at_a_terminal_asks() {
        assumeTrue(Files.exists(Path.of("/usr/bin/script")), "needs the program script, which has a terminal");
        TestApp app = server.app();

        CliRun kept = CliRun.runInTerminal(
                environment(server.management(), server.adminToken()), "no\n", "apps", "delete", app.key());
        assertThat(kept.expect(1).out()).contains("Type '%s' to confirm:".formatted(app.key()), "Not confirmed.");
        vask("apps", "show", app.key()).expect(0);

        CliRun deleted = CliRun.runInTerminal(
                environment(server.management(), server.adminToken()), app.key() + "\n", "apps", "delete", app.key());
        assertThat(deleted.expect(0).out()).contains("Deleted app '%s'.".formatted(app.key()));
        vask("apps", "show", app.key()).expect(4);
    }

    // Formats

    @Test
    void env_is_a_block_for_sdks() {
        CliRun created = CliRun.run(
                        with(
                                environment(server.management(), server.adminToken()),
                                "VASK_PUBLIC_URL",
                                "https://ws.example.com"),
                        "apps",
                        "create",
                        key,
                        "--format",
                        "env")
                .expect(0);

        assertThat(created.out().lines())
                .hasSize(12)
                .contains(
                        "PUSHER_APP_ID=" + key,
                        "PUSHER_APP_KEY=" + key,
                        "PUSHER_HOST=ws.example.com",
                        "PUSHER_PORT=443",
                        "PUSHER_SCHEME=https",
                        "VITE_PUSHER_APP_KEY=" + key,
                        "VITE_PUSHER_HOST=ws.example.com",
                        "VITE_PUSHER_PORT=443",
                        "VITE_PUSHER_SCHEME=https")
                .anyMatch(it -> it.matches("PUSHER_APP_SECRET=[\\w-]{43}"));
        assertThat(vask("apps", "show", key, "--format", "ENV").expect(0).out())
                .contains(
                        "# PUSHER_APP_SECRET was shown when it was created.", "PUSHER_PORT=8080", "PUSHER_SCHEME=http");
        assertThat(vask("secrets", "rotate", key, "--format=env").expect(0).out())
                .containsPattern("(?m)^PUSHER_APP_SECRET=[\\w-]{43}$");
    }

    @Test
    void a_block_can_be_used_by_the_commands_of_a_backend() throws IOException {
        TestApp app = server.app();
        Path file = Files.createTempFile("block", ".env");
        Map<String, String> environment = with(
                environment(server.management(), server.adminToken()),
                "VASK_PUBLIC_URL",
                server.api().toString());
        Files.writeString(
                file,
                CliRun.run(environment, "secrets", "add", app.key(), "--format", "env")
                        .expect(0)
                        .out());

        assertThat(CliRun.run(Map.of(), "publish", "--env-file", file.toString(), "orders", "shipped")
                        .expect(0)
                        .out())
                .contains("Published 'shipped' to orders.");
    }

    // Version and completion

    @Test
    void the_version_is_that_of_the_build() throws IOException {
        Matcher version = Pattern.compile("<artifactId>vask</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(CliRun.run(Map.of(), "--version").expect(0).out().strip()).isEqualTo("vask " + version.group(1));
    }

    @Test
    void bash_completes_commands_and_options() throws IOException, InterruptedException {
        Path script = Files.createTempFile("vask", ".completion");
        Files.writeString(script, CliRun.run(Map.of(), "completion").expect(0).out());

        assertThat(completions(script, "vask", "ap")).containsExactly("apps");
        assertThat(completions(script, "vask", "hi")).containsExactly("history");
        assertThat(completions(script, "vask", "history", "--ba")).containsExactly("--backward");
        assertThat(completions(script, "vask", "apps", "d")).containsExactlyInAnyOrder("disable", "delete");
        assertThat(completions(script, "vask", "apps", "create", "--qu")).containsExactly("--quota");
    }

    /** What bash offers after these words, the last of which is incomplete. */
    private static List<String> completions(Path script, String... words) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source %s; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_vask; printf '%%s\\n' \"${COMPREPLY[@]}\""
                                .formatted(script, String.join(" ", words), words.length - 1))
                .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt is only for interactive use
                .start();
        String out = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor()).as(out).isZero();
        return out.lines().map(String::strip).toList();
    }

    // Errors

    @Test
    void a_rejection_names_each_invalid_field_and_the_request() {
        assertThat(vask("apps", "create", "--quota", "max_conections=1", "--quota", "max_connections=many")
                        .expect(1)
                        .err())
                .contains(
                        "2 fields are invalid",
                        "quotas.max_conections",
                        "quotas.max_connections must be",
                        "400 invalid_fields, request ");
    }

    @Test
    void a_wrong_token_is_5() {
        assertThat(CliRun.run(environment(server.management(), "wrong"), "apps", "list")
                        .expect(5)
                        .err())
                .contains("401 invalid_token");
    }

    @Test
    void an_unreachable_server_is_3() {
        CliRun ended = CliRun.run(environment(URI.create("http://127.0.0.1:1"), "x"), "apps", "list")
                .expect(3);

        assertThat(ended.err()).contains("No response from http://127.0.0.1:1", "VASK_URL");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void a_server_without_an_admin_api_is_1() {
        Server closed = Server.with(Map.of("vask.admin.token", ""));

        assertThat(CliRun.run(environment(closed.management(), "x"), "apps", "show", "a")
                        .expect(1)
                        .err())
                .contains("no_such_route");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frobnicate            | Unmatched argument at index 0: 'frobnicate' | COMMAND",
                "apps                  | Missing required subcommand                 | create",
                "apps frobnicate       | Unmatched argument                          | create",
                "apps show             | Missing required parameter: 'KEY'           | vask apps show",
                "apps update x         | No setting given. Set at least one option.  | --quota",
                "secrets end x         | Missing required parameter: 'ID'            | vask secrets end",
                "secrets rotate x --grace-seconds=soon | Invalid value               | --grace-seconds",
                "apps list --format=env | has no credentials to show | vask apps list",
                "apps list --format=xml | Invalid value for option '--format'        | vask apps list",
                "publish one           | Expected CHANNEL EVENT [DATA], found 1 arguments. | vask publish",
                "publish --user=u a b c | Expected EVENT [DATA] with --user, found 3  | vask publish",
                "publish --user=u --channel=c e | --user cannot be combined            | vask publish",
                "history               | Missing required parameter: 'CHANNEL'       | vask history",
                "history c --limit=0   | Invalid value for --limit: must be at least 1, found 0. | vask history",
                "history c --all --limit=1 | --all cannot be combined with --limit.  | vask history",
                "--port=80             | Unknown option: '--port=80'                 | apps"
            })
    void wrong_usage_is_2_and_prints_the_help(String arguments, String why, String what) {
        CliRun ended = vask(arguments.split(" ")).expect(2);

        assertThat(ended.err()).contains(why, "Usage: vask", what);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void a_missing_environment_variable_is_2() {
        assertThat(CliRun.run(Map.of(), "apps", "list").expect(2).err()).contains("VASK_ADMIN_TOKEN is not set");
        assertThat(CliRun.run(Map.of("VASK_URL", "x", "VASK_ADMIN_TOKEN", "x"), "apps", "list")
                        .expect(2)
                        .err())
                .contains("VASK_URL: 'x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "apps --help", "apps create --help"})
    void help_is_printed_without_colours(String arguments) {
        assertThat(vask(arguments.split(" ")).expect(0).out())
                .startsWith("Usage: vask")
                .doesNotContain("\u001b");
    }

    private CliRun vask(String... arguments) {
        return CliRun.run(environment(server.management(), server.adminToken()), arguments);
    }

    private JsonNode admin(String method, String path) {
        return server.admin(method, "/admin/v1/apps" + path, new byte[0]).json();
    }

    private static Map<String, String> environment(URI url, String token) {
        return Map.of("VASK_URL", url.toString(), "VASK_ADMIN_TOKEN", token);
    }

    private static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return all;
    }

    /** The value in the row of a field. */
    private static String row(String table, String field) {
        return table.lines()
                .filter(it -> it.startsWith(field + " "))
                .map(it -> it.substring(field.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row '%s' in:%n%s".formatted(field, table)));
    }
}
