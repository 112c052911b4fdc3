package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.CliRun;
import dev.vask.support.Server;
import dev.vask.support.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code vask apps export} and {@code vask apps import}. */
@Execution(ExecutionMode.SAME_THREAD) // its processes would slow each other down
class AppImportIT {

    private final Server server = Server.standard();
    private final String key = "test-" + UUID.randomUUID().toString().substring(24);

    @Test
    void an_app_of_soketi_keeps_its_key_secret_and_limits() {
        CliRun run = load("""
                SOKETI_DEFAULT_APP_ID=%1$s
                SOKETI_DEFAULT_APP_KEY=%1$s
                SOKETI_DEFAULT_APP_SECRET=secret-of-soketi
                SOKETI_DEFAULT_APP_MAX_CONNS=200
                SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES=true
                SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC=50
                """.formatted(key)).expect(0);

        assertThat(run.out().lines()).anyMatch(it -> it.matches(key + " +created +-"));
        assertThat(run.out() + run.err()).doesNotContain("secret-of-soketi");
        assertThat(run.err()).contains("app '%s': maxReadRequestsPerSecond has no counterpart".formatted(key));
        JsonNode app = show();
        assertThat(app.path("client_events").booleanValue()).isTrue();
        assertThat(app.path("quotas").path("max_connections").intValue()).isEqualTo(200);
        assertAccepted("secret-of-soketi");
    }

    @Test
    void an_app_of_reverb_with_another_id_says_so_or_keeps_it() {
        CliRun run = load("""
                {"apps":{"apps":[{"app_id":"%s-id","key":"%1$s","secret":"secret-of-reverb","allowed_origins":["shop.example"]}]}}
                """.formatted(key)).expect(0);

        boolean kept = show().path("app_id").asText().equals(key + "-id");
        boolean said = run.err().contains("app id '%s-id' was not imported".formatted(key));
        assertThat(kept).isNotEqualTo(said);
        assertThat(show().path("allowed_origins").path(0).asText()).isEqualTo("shop.example");
        assertAccepted("secret-of-reverb");
    }

    @Test
    void an_export_is_imported_again() throws IOException {
        vask(
                        "apps",
                        "create",
                        key,
                        "--name",
                        "The shop",
                        "--quota",
                        "max_connections=7",
                        "--webhook",
                        "https://a.example/")
                .expect(0);
        CliRun exported = vask("apps", "export", key).expect(0);
        assertThat(exported.err()).contains("1 apps exported, without secrets.");
        assertThat(exported.out()).doesNotContain("secret").contains("\n  \"apps\"");
        JsonNode before = show();
        vask("apps", "delete", key, "--yes").expect(0);

        Path file = Files.createTempFile("apps", ".json");
        Files.writeString(file, exported.out());
        CliRun run = vask("apps", "import", file.toString(), "--json").expect(0);

        assertThat(run.json().at("/apps/0/result").asText()).isEqualTo("created");
        assertThat(show()).isEqualTo(before);
        assertAccepted(run.json().at("/apps/0/secret").asText());
        assertThat(vask("apps", "export", "--json")
                        .expect(0)
                        .json()
                        .path("apps")
                        .findValuesAsText("key"))
                .contains(key);
    }

    @Test
    void an_existing_app_is_replaced_only_on_request_and_keeps_its_secret() {
        String app = "[{\"key\":\"%s\",\"secret\":\"the-first-secret\",\"maxConnections\":1}]".formatted(key);
        load(app).expect(0);
        String changed = "[{\"key\":\"%s\",\"maxConnections\":2}]".formatted(key);

        CliRun refused = load(changed).expect(1);
        assertThat(refused.err())
                .contains("already exists. Replace its settings with --replace.", "1 of 1 apps were not imported.");
        assertThat(refused.out().lines()).anyMatch(it -> it.matches(key + " +exists +-"));
        assertThat(show().path("quotas").path("max_connections").intValue()).isEqualTo(1);

        assertThat(load(changed, "--replace", "--dry-run").expect(0).out()).contains("would be replaced");
        assertThat(show().path("quotas").path("max_connections").intValue()).isEqualTo(1);
        assertThat(load(changed, "--replace").expect(0).out()).contains("replaced");
        assertThat(show().path("quotas").path("max_connections").intValue()).isEqualTo(2);
        assertAccepted("the-first-secret");
    }

    @Test
    void a_rejected_app_does_not_stop_the_others() {
        CliRun run = load("[{\"key\":\"%s-1\",\"secret\":\"short\"},{\"key\":\"%1$s\",\"secret\":\"long-enough\"}]"
                        .formatted(key))
                .expect(1);

        assertThat(run.out().lines())
                .anyMatch(it -> it.matches(key + "-1 +rejected +-"))
                .anyMatch(it -> it.matches(key + " +created +-"));
        assertThat(run.err())
                .contains("app '%s-1': ".formatted(key), "secret must be a string", "1 of 2 apps were not imported.");
    }

    @Test
    void a_dry_run_changes_nothing() {
        assertThat(load("[{\"key\":\"%s\",\"secret\":\"long-enough\"}]".formatted(key), "--dry-run")
                        .expect(0)
                        .out())
                .contains("would be created");
        vask("apps", "show", key).expect(4);
    }

    @Test
    void a_file_that_cannot_be_read_is_2() {
        assertThat(vask("apps", "import", "no-such-file").expect(2).err())
                .contains("Cannot import no-such-file: The file or its directory does not exist.");
        assertThat(load("<?php return [];").expect(2).err()).contains("Cannot import -: It is PHP.", "json_encode");
    }

    private void assertAccepted(String secret) {
        String target =
                new Signer(key, secret).request("GET", "/apps/%s/channels".formatted(key), Map.of(), new byte[0]);
        server.request("GET", target, new byte[0]).expect(200);
    }

    private JsonNode show() {
        return vask("apps", "show", key, "--json").expect(0).json();
    }

    /** Imports a text from the standard input. */
    private CliRun load(String text, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "apps";
        arguments[1] = "import";
        arguments[2] = "-";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CliRun.runWithInput(environment(), text, arguments);
    }

    private CliRun vask(String... arguments) {
        return CliRun.run(environment(), arguments);
    }

    private Map<String, String> environment() {
        return Map.of("VASK_URL", server.management().toString(), "VASK_ADMIN_TOKEN", server.adminToken());
    }
}
