package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Json;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.Secret;
import jakarta.validation.Validation;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** APIs and documents that list quotas agree with {@link Quota}: names, defaults, bounds and descriptions. */
class QuotaTest {

    private static final RequestReader REQUESTS =
            new RequestReader(Validation.buildDefaultValidatorFactory().getValidator());
    private static final App SHOP = App.withDefaults("shop", new Secret("hush-hush"));

    @Test
    void the_admin_api_reads_and_writes_each_quota() {
        ObjectNode limits = JsonNodeFactory.instance.objectNode();
        for (Quota quota : Quota.values()) {
            limits.put(quota.wireName(), quota.ordinal() + Quota.MIN);
        }

        assertThat(quotas(read(limits))).isEqualTo(limits);
    }

    @Test
    void the_admin_api_has_the_defaults_and_accepts_unlimited() {
        for (Quota quota : Quota.values()) {
            ObjectNode one = JsonNodeFactory.instance.objectNode().putNull(quota.wireName());

            assertThat(read(one)).isEqualTo(Quotas.DEFAULTS.with(quota, null));
            assertThat(quotas(Quotas.DEFAULTS).get(quota.wireName()))
                    .isEqualTo(JsonNodeFactory.instance.numberNode(quota.defaultLimit()));
        }
    }

    @Test
    void the_open_api_document_describes_each_quota() throws IOException {
        JsonNode described = new YAMLMapper()
                .readTree(new File("target/classes/META-INF/generated-openapi.yaml"))
                .at("/components/schemas/Quotas/properties");

        assertThat(described.fieldNames()).toIterable().containsExactlyElementsOf(names());
        for (Quota quota : Quota.values()) {
            JsonNode schema = described.get(quota.wireName());
            assertThat(schema.get("description").textValue()).isEqualTo(quota.description());
            assertThat(schema.path("minimum").intValue()).isEqualTo(Quota.MIN);
            assertThat(schema.path("maximum").intValue()).isEqualTo(Quota.MAX);
            assertThat(schema.has("default") ? schema.get("default").intValue() : null)
                    .isEqualTo(quota.defaultLimit());
        }
    }

    @Test
    void the_limits_page_has_a_row_for_each_quota() throws IOException {
        String page = Files.readString(Path.of("docs/limits.md"));
        String table = page.substring(page.indexOf("\n## Quotas\n"), page.indexOf("\n## Names"));
        List<MatchResult> rows = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\| (.+) \\| .+ \\|$")
                .matcher(table)
                .results()
                .toList();

        assertThat(rows).extracting(row -> row.group(1)).containsExactlyElementsOf(names());
        for (Quota quota : Quota.values()) {
            MatchResult row = rows.get(quota.ordinal());
            assertThat(row.group(2))
                    .isEqualTo(
                            quota.defaultLimit() == null
                                    ? "unlimited"
                                    : quota.defaultLimit().toString());
            assertThat(row.group(3)).isEqualTo(quota.description());
        }
    }

    /**
     * The other files do not change with a new quota: migrations are immutable, and the migration guide and the import of apps are about other servers. The
     * provider's build generates its pages, and its tests compare them with the schema.
     */
    @Test
    void no_other_file_lists_quotas() throws IOException {
        try (Stream<Path> files = Stream.of("src/main", "terraform", "docs", "infra")
                .map(Path::of)
                .flatMap(QuotaTest::filesBelow)) {
            assertThat(files.filter(file -> !file.startsWith("terraform/provider/docs"))
                            .filter(QuotaTest::listsQuotas))
                    .containsExactlyInAnyOrder(
                            Path.of("docs/limits.md"),
                            Path.of("docs/migrating.md"),
                            Path.of("src/main/java/dev/vask/cli/config/SoketiApps.java"),
                            Path.of("src/main/resources/db/migration/V9__quotas.sql"));
        }
    }

    private static boolean listsQuotas(Path file) {
        String text = read(file);
        return names().stream().filter(text::contains).count() > Quota.values().length / 2;
    }

    @Test
    void the_default_name_length_is_the_protocol_limit() {
        assertThat(Quota.MAX_CHANNEL_NAME_LENGTH.defaultLimit()).isEqualTo(ProtocolLimits.CHANNEL_NAME_LENGTH);
    }

    private static Quotas read(ObjectNode limits) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("quotas", limits);
        return AppRequest.read(REQUESTS, Json.compact(body).getBytes(UTF_8), "shop", new WebhookTargetPolicy(false))
                .app("shop", SHOP)
                .quotas();
    }

    private static JsonNode quotas(Quotas quotas) {
        App app = new App("shop", "shop", true, false, false, List.of(), quotas, SHOP.secrets());
        return Json.object(AdminJson.write(AppResponse.of(app))).get("quotas");
    }

    private static List<String> names() {
        return Stream.of(Quota.values()).map(Quota::wireName).toList();
    }

    private static Stream<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(it -> Files.isRegularFile(it)
                            && !it.toString().contains("/target/")
                            && it.toString().matches(".*\\.(java|md|sql|tf|ya?ml|properties|json)"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
