package dev.vask.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.vask.apps.AccessSettings;
import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quotas;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.protocol.Json;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import dev.vask.support.TestQuotas;
import jakarta.validation.Validation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppRequestTest {

    private static final RequestReader REQUESTS =
            new RequestReader(Validation.buildDefaultValidatorFactory().getValidator());
    private static final WebhookTargetPolicy PUBLIC = new WebhookTargetPolicy(false);

    private static final String EVENTS =
            "must be one of channel_occupied, channel_vacated, member_added, member_removed, cache_miss, client_event,"
                    + " subscription_count";
    private static final String HEADER =
            "must be a header with one line of printable ASCII that neither Vask nor HTTP sets: not Host, Content-*,"
                    + " X-Pusher-*, X-Vask-*";

    @Test
    void an_absent_field_has_its_default() {
        App app = settings("{}").app("shop", null);

        assertThat(app.name()).isEqualTo("shop");
        assertThat(app.enabled()).isTrue();
        assertThat(app.clientEvents()).isFalse();
        assertThat(app.subscriptionCounts()).isFalse();
        assertThat(app.allowedOrigins()).isEmpty();
        assertThat(app.quotas()).isEqualTo(TestQuotas.of(null, null, 10, 10_240, 100, 1_800));
        assertThat(app.history()).isEqualTo(new HistorySettings(false, 300, 300, 1_048_576, false, 0));
        assertThat(app.access()).isEqualTo(new AccessSettings(false, 4200));
    }

    @Test
    void an_absent_field_of_the_history_has_its_default() {
        assertThat(settings("{\"history\":{}}").app("shop", null).history()).isEqualTo(HistorySettings.OFF);
        assertThat(settings("{\"history\":{\"enabled\":true}}")
                        .app("shop", null)
                        .history())
                .usingRecursiveComparison()
                .ignoringFields("since")
                .isEqualTo(HistorySettings.ON);
        assertThat(settings("{\"history\":{\"max_bytes\":1024}}")
                        .app("shop", null)
                        .history())
                .isEqualTo(new HistorySettings(false, 300, 300, 1_024, false, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1, 1, 1024", "10000, 86400, 16777216"})
    void limits_of_the_history_have_bounds(String limits) {
        String[] each = limits.split(", ");

        HistorySettings history = settings("{\"history\":{\"max_events\":%s,\"ttl_seconds\":%s,\"max_bytes\":%s}}"
                        .formatted((Object[]) each))
                .app("shop", null)
                .history();

        assertThat(List.of(
                        String.valueOf(history.maxEvents()),
                        String.valueOf(history.ttlSeconds()),
                        String.valueOf(history.maxBytes())))
                .containsExactly(each);
    }

    @Test
    void each_invalid_field_of_the_history_is_named() {
        String events = "must be an integer from 1 to 10000";
        String ttl = "must be an integer from 1 to 86400";
        String bytes = "must be an integer from 1024 to 16777216";

        assertThat(problems("""
                {"history":{"enabled":1,"max_events":10001,"ttl_seconds":"9","max_bytes":1023,"client_events":null,"maxevents":1}}"""))
                .containsOnly(
                        entry("history.enabled", "must be true or false"),
                        entry("history.max_events", events),
                        entry("history.ttl_seconds", ttl),
                        entry("history.max_bytes", bytes),
                        entry("history.client_events", "must be true or false"),
                        entry(
                                "history.maxevents",
                                "is unknown; known fields: client_events, enabled, max_bytes, max_events, ttl_seconds"));
        assertThat(problems("{\"history\":{\"max_events\":0,\"ttl_seconds\":86401,\"max_bytes\":16777217}}"))
                .containsOnly(
                        entry("history.max_events", events),
                        entry("history.ttl_seconds", ttl),
                        entry("history.max_bytes", bytes));
        assertThat(problems("{\"history\":{\"max_events\":null,\"ttl_seconds\":1.5,\"max_bytes\":2147483648}}"))
                .containsOnly(
                        entry("history.max_events", events),
                        entry("history.ttl_seconds", ttl),
                        entry("history.max_bytes", bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "true"})
    void a_history_is_an_object(String history) {
        assertThat(problems("{\"history\":%s}".formatted(history)))
                .containsExactly(entry("history", "must be an object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4201", "0", "null", "\"4009\"", "4009.0"})
    void connections_are_terminated_with_4200_or_4009(String code) {
        assertThat(problems("{\"terminate_code\":%s}".formatted(code)))
                .containsExactly(entry("terminate_code", "must be 4200 or 4009"));
    }

    @Test
    void every_field_is_read() {
        App app = settings("""
                {"key":"shop","name":"The shop","enabled":false,"client_events":true,"subscription_counts":true,
                 "allowed_origins":["https://shop.example.com","*.example.org"],"secret":"eight-at-least",
                 "history":{"enabled":true,"max_events":10,"ttl_seconds":60,"max_bytes":2048,"client_events":true},
                 "authorized_connections":true,"terminate_code":4009,
                 "quotas":{"max_connections":1,"events_per_second":2,"client_events_per_second":3,"max_event_bytes":4,
                           "max_presence_members":5,"cache_ttl_seconds":6}}""").app("shop", null);

        assertThat(app)
                .isEqualTo(new App(
                                "shop",
                                "The shop",
                                false,
                                true,
                                true,
                                List.of("https://shop.example.com", "*.example.org"),
                                TestQuotas.of(1, 2, 3, 4, 5, 6),
                                List.of(AppSecret.of(new Secret("eight-at-least"))))
                        .withHistory(new HistorySettings(
                                true, 10, 60, 2_048, true, app.history().since()))
                        .withAccess(new AccessSettings(true, 4009)));
    }

    @Test
    void a_quota_of_null_is_unlimited() {
        App app = settings("""
                {"quotas":{"client_events_per_second":null,"max_event_bytes":null,"max_presence_members":null,
                           "cache_ttl_seconds":null}}""").app("shop", null);

        assertThat(app.quotas()).isEqualTo(TestQuotas.of(null, null, null, null, null, null));
    }

    @Test
    void a_secret_is_generated_for_a_new_app_without_one() {
        String one =
                settings("{}").app("shop", null).secrets().getFirst().secret().reveal();
        String other =
                settings("{}").app("shop", null).secrets().getFirst().secret().reveal();

        assertThat(one).matches("[A-Za-z0-9_-]{32,}").isNotEqualTo(other);
    }

    @Test
    void a_replaced_app_keeps_only_its_secrets() {
        App before = new App(
                        "shop",
                        "The shop",
                        false,
                        true,
                        true,
                        List.of("*.example.org"),
                        TestQuotas.of(1, 2, 3, 4, 5, 6),
                        List.of(AppSecret.of(new Secret("new")), AppSecret.of(new Secret("old"))))
                .withHistory(HistorySettings.ON)
                .withAccess(new AccessSettings(true, AccessSettings.STAY_AWAY));

        App after = settings("{}").app("shop", before);

        assertThat(after.secrets()).isEqualTo(before.secrets());
        assertThat(after.name()).isEqualTo("shop");
        assertThat(after.quotas()).isEqualTo(Quotas.DEFAULTS);
        assertThat(after.history().enabled()).isFalse();
        assertThat(after.history().since()).isPositive();
        assertThat(after.access()).isEqualTo(AccessSettings.DEFAULTS);
    }

    @Test
    void a_given_secret_replaces_all_previous_ones() {
        App before = new App(
                "shop",
                "The shop",
                true,
                false,
                false,
                List.of(),
                Quotas.DEFAULTS,
                List.of(AppSecret.of(new Secret("new")), AppSecret.of(new Secret("old"))));

        assertThat(settings("{\"secret\":\"the-newest\"}").app("shop", before).secrets())
                .containsExactly(AppSecret.of(new Secret("the-newest")));
    }

    @Test
    void each_invalid_field_is_named_with_its_constraint() {
        assertThat(problems("""
                {"key":"bar","name":3,"enabled":"yes","client_events":null,"subscription_counts":1,"secret":"",
                 "authorized_connections":0,
                 "allowed_origins":["https://example.com/path",7,"*.example.org"],"alowed_origins":[],
                 "quotas":{"max_connections":0,"events_per_second":"9","max_event_bytes":1.5,
                           "max_presence_members":2147483648,"cache_ttl_seconds":true,"max_conections":1}}"""))
                .containsOnly(
                        entry("key", "must be absent or 'shop', the same as in the path"),
                        entry("name", "must be a string of 1 to 100 characters without control characters"),
                        entry("enabled", "must be true or false"),
                        entry("client_events", "must be true or false"),
                        entry("subscription_counts", "must be true or false"),
                        entry("secret", "must be a string of 8 to 200 characters without control characters"),
                        entry("authorized_connections", "must be true or false"),
                        entry(
                                "allowed_origins[0]",
                                "must be an origin like https://app.example.com or *.example.com, without a path"),
                        entry(
                                "allowed_origins[1]",
                                "must be an origin like https://app.example.com or *.example.com, without a path"),
                        entry(
                                "alowed_origins",
                                "is unknown; known fields: allowed_origins, app_id, authorized_connections, client_events, enabled, "
                                        + "history, key, name, quotas, secret, subscription_counts, terminate_code, webhook"),
                        entry("quotas.max_connections", "must be a positive integer or null, at most 2147483647"),
                        entry("quotas.events_per_second", "must be a positive integer or null, at most 2147483647"),
                        entry("quotas.max_event_bytes", "must be a positive integer or null, at most 2147483647"),
                        entry("quotas.max_presence_members", "must be a positive integer or null, at most 2147483647"),
                        entry("quotas.cache_ttl_seconds", "must be a positive integer or null, at most 2147483647"),
                        entry(
                                "quotas.max_conections",
                                "is unknown; known fields: cache_ttl_seconds, client_events_per_second, "
                                        + "events_per_month, events_per_second, idempotency_key_seconds, max_batch_events, max_channel_name_length, "
                                        + "max_channels, max_channels_per_event, max_connections, max_event_bytes, "
                                        + "max_presence_members, max_subscriptions_per_connection"));
    }

    @Test
    void a_key_is_rejected_where_the_server_generates_it() {
        assertThatExceptionOfType(InvalidFieldsException.class)
                .isThrownBy(() -> read("{\"key\":\"shop\"}", null))
                .satisfies(e -> assertThat(e.problems()).containsOnlyKeys("key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"quotas\":null}", "{\"quotas\":[]}", "{\"quotas\":7}", "{\"quotas\":\"max_connections\"}"})
    void quotas_are_an_object(String body) {
        assertThat(problems(body)).containsExactly(entry("quotas", "must be an object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "\"*.example.com\""})
    void origins_are_an_array(String origins) {
        assertThat(problems("{\"allowed_origins\":%s}".formatted(origins)))
                .containsExactly(entry("allowed_origins", "must be an array of at most 100 strings"));
    }

    @Test
    void there_are_at_most_100_origins() {
        assertThat(settings("{\"allowed_origins\":%s}".formatted(origins(100))).allowedOrigins())
                .hasSize(100);
        assertThat(problems("{\"allowed_origins\":%s}".formatted(origins(101)))).containsOnlyKeys("allowed_origins");
    }

    @Test
    void a_name_has_at_most_100_characters() {
        assertThat(settings("{\"name\":\"%s\"}".formatted("é".repeat(100))).name())
                .hasSize(100);
        assertThat(problems("{\"name\":\"%s\"}".formatted("é".repeat(101)))).containsOnlyKeys("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\\nb", "a\\u0000", "\\ud800", "\\u009f"})
    void a_name_is_printable_text(String text) {
        assertThat(problems("{\"name\":\"%s\"}".formatted(text))).containsOnlyKeys("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven-7", "          ", "12345678\\nb", "12345678\\u0000", "12345678\\ud800"})
    void a_secret_has_at_least_8_printable_characters(String text) {
        assertThat(problems("{\"secret\":\"%s\"}".formatted(text)))
                .containsExactly(entry("secret", "must be a string of 8 to 200 characters without control characters"));
    }

    @Test
    void a_header_of_null_keeps_the_current_value() {
        App before = settings(webhook("{\"A\":\"one\",\"B\":\"two\",\"C\":\"three\"}"))
                .app("shop", null);

        App after = settings(webhook("{\"A\":null,\"B\":\"new\"}")).app("shop", before);

        assertThat(after.webhook().headers()).containsOnly(entry("A", "one"), entry("B", "new"));
    }

    @Test
    void a_header_of_null_without_a_current_value_is_rejected() {
        App without = settings(webhook("{\"B\":\"two\"}")).app("shop", null);
        AppRequest wanted = settings(webhook("{\"A\":null}"));

        for (App before : new App[] {null, settings("{}").app("shop", null), without}) {
            assertThatExceptionOfType(InvalidFieldsException.class)
                    .isThrownBy(() -> wanted.app("shop", before))
                    .satisfies(it -> assertThat(it.problems())
                            .containsExactly(entry(
                                    "webhook.headers.A",
                                    "must be a string: null keeps the current value, but the header has none")));
        }
    }

    @Test
    void each_invalid_field_of_a_webhook_is_named() {
        assertThat(problems("""
                {"webhook":{"url":7,"enabled":1,"events":["channel_occupied","none",null],"batch":"no","urls":[],
                            "headers":{"Host":"x","X-Vask-A":null,"A":"\\n","B":7,"C":"fine"}}}"""))
                .containsOnly(
                        entry("webhook.url", "must be a string and is required"),
                        entry("webhook.enabled", "must be true or false"),
                        entry("webhook.batch", "must be true or false"),
                        entry("webhook.events[1]", EVENTS),
                        entry("webhook.events[2]", EVENTS),
                        entry("webhook.headers.Host", HEADER),
                        entry("webhook.headers.X-Vask-A", HEADER),
                        entry("webhook.headers.A", HEADER),
                        entry("webhook.headers.B", HEADER),
                        entry("webhook.urls", "is unknown; known fields: batch, enabled, events, headers, url"));
        assertThat(problems("{\"webhook\":[]}")).containsExactly(entry("webhook", "must be an object"));
        assertThat(problems("{\"webhook\":{\"url\":\"https://localhost\",\"events\":7,\"headers\":null}}"))
                .containsOnlyKeys("webhook.url", "webhook.events", "webhook.headers")
                .containsEntry("webhook.events", "must be an array of at most 7 strings")
                .containsEntry("webhook.headers", "must be an object of at most 20 strings or nulls");
        assertThat(WebhookRequest.MAX_EVENTS).isEqualTo(WebhookType.values().length);
    }

    private static String webhook(String headers) {
        return "{\"webhook\":{\"url\":\"https://shop.example.com\",\"headers\":%s}}".formatted(headers);
    }

    private static String origins(int count) {
        return Json.MAPPER
                .valueToTree(Collections.nCopies(count, "*.example.com"))
                .toString();
    }

    private static AppRequest settings(String body) {
        return read(body, "shop");
    }

    private static AppRequest read(String body, @Nullable String key) {
        return AppRequest.read(REQUESTS, body.getBytes(UTF_8), key, PUBLIC);
    }

    private static Map<String, String> problems(String body) {
        try {
            AppRequest accepted = settings(body);
            throw new AssertionError("accepted as " + accepted);
        } catch (InvalidFieldsException e) {
            return e.problems();
        }
    }
}
