package dev.vask.apps.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vask.admin.TestAppSettings;
import dev.vask.apps.AccessSettings;
import dev.vask.apps.App;
import dev.vask.apps.AppIndex;
import dev.vask.apps.AppSecret;
import dev.vask.apps.HistorySettings;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.apps.TokenHash;
import dev.vask.apps.Webhook;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AppsDocumentTest {

    private static final String FIRST_KEY = "c3VyZWx5LXRoaXMtaXMtMzItYnl0ZXMtb2Yta2V5LS0=";
    private static final String SECOND_KEY = "YW5kLXRoaXMtaXMtYW5vdGhlci1rZXktb2YtMzItYi0=";

    @Test
    void each_field_of_the_admin_api_is_read() throws Exception {
        App app = only(read("""
                # a comment
                apps:
                  - key: shop
                    app_id: "1234"
                    name: The shop
                    enabled: false
                    client_events: true
                    subscription_counts: true
                    allowed_origins: ["https://shop.example.com", "*.example.org"]
                    quotas:
                      max_connections: 500
                      max_event_bytes: null
                    history: {enabled: true, max_events: 10, ttl_seconds: 60, max_bytes: 2048, client_events: true}
                    authorized_connections: true
                    terminate_code: 4009
                    webhook:
                      url: https://shop.example.com/hooks
                      events: [channel_occupied]
                      batch: true
                      headers: {Authorization: Bearer x}
                    secrets:
                      - secret: the-newest-secret
                        created_at: 2026-01-31T12:00:00Z
                      - secret: the-former-secret
                        created_at: 2025-01-31T12:00:00Z
                        expires_at: 2100-01-31T12:00:00Z
                """));

        Webhook webhook = app.webhook();
        assertThat(app)
                .isEqualTo(new App(
                                "shop",
                                "The shop",
                                false,
                                true,
                                true,
                                List.of("https://shop.example.com", "*.example.org"),
                                Quotas.DEFAULTS.with(Quota.MAX_CONNECTIONS, 500).with(Quota.MAX_EVENT_BYTES, null),
                                List.of(
                                        new AppSecret(new Secret("the-newest-secret"), Instant.EPOCH, null),
                                        new AppSecret(
                                                new Secret("the-former-secret"),
                                                Instant.EPOCH,
                                                Instant.parse("2100-01-31T12:00:00Z"))))
                        .withAppId("1234")
                        .withHistory(new HistorySettings(
                                true, 10, 60, 2_048, true, app.history().since()))
                        .withAccess(new AccessSettings(true, AccessSettings.STAY_AWAY))
                        .withWebhook(new Webhook(
                                "https://shop.example.com/hooks",
                                true,
                                Set.of(WebhookType.CHANNEL_OCCUPIED),
                                true,
                                Map.of("Authorization", "Bearer x"),
                                webhook == null ? 0 : webhook.generation())));
        assertThat(app.secrets())
                .extracting(it -> it.created().toString())
                .first()
                .isEqualTo("2026-01-31T12:00:00Z");
    }

    @Test
    void an_absent_field_has_its_default() throws Exception {
        assertThat(only(read("apps: [{key: shop, secret: hush-hush}]")))
                .isEqualTo(App.withDefaults("shop", new Secret("hush-hush")));
        assertThat(only(read("apps: [{key: shop, secrets: [hush-hush]}]")))
                .isEqualTo(App.withDefaults("shop", new Secret("hush-hush")));
        assertThat(read("apps: []").apps().apps()).isEmpty();
    }

    @Test
    void the_examples_are_valid() throws Exception {
        String page = Files.readString(Path.of("docs/configuration.md"));
        int begin = page.indexOf("# apps.yaml\n");
        assertThat(read(page.substring(begin, page.indexOf("```", begin)))
                        .apps()
                        .apps())
                .extracting(App::key)
                .containsExactly("shop", "blog");

        String example = Files.readString(Path.of("infra/vm/apps.yaml"));
        assertThat(read(example.replace("secret: \"\"", "secret: set-by-the-operator"))
                        .apps()
                        .apps())
                .extracting(App::key)
                .containsExactly("shop", "blog");
        assertThatExceptionOfType(InvalidAppsFileException.class)
                .isThrownBy(() -> read(example))
                .withMessageContaining("app 'shop': secret must be a string of 8 to 200 characters");
    }

    @Test
    void json_is_read_too() throws Exception {
        byte[] json = "{\"apps\":\n[{\"key\":\"shop\",\n\t\"secret\":\"hush-hush\"}]}".getBytes(UTF_8);

        assertThat(only(AppsDocument.read(json, codec(FileFormat.JSON), AppIndex.EMPTY)))
                .isEqualTo(App.withDefaults("shop", new Secret("hush-hush")));
        assertThatExceptionOfType(InvalidAppsFileException.class)
                .isThrownBy(() -> AppsDocument.read(
                        "{\"apps\":\n[{\"key\":\"shop\"}}".getBytes(UTF_8), codec(FileFormat.JSON), AppIndex.EMPTY))
                .withMessageStartingWith("line 2: not valid: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "'' => the file is empty",
                "'# only a comment' => the file is empty",
                "apps => line 1: must be an object with the field apps, a list",
                "'apps:' => line 1: apps must be a list; [] has no apps",
                "'{apps: [], app: 1}' => line 1: app is unknown; known fields: apps",
                "'apps:\n- shop' => line 2: an app must be an object",
                "'apps:\n- {secret: hush-hush}' => line 2: an app: key must be a string of 1 to 64 characters of A-Z a-z 0-9 _ -, and is"
                        + " required",
                "'apps:\n- {key: my app, secret: hush-hush}' => line 2: app 'my app': key must be a string of 1 to 64 characters of A-Z"
                        + " a-z 0-9 _ -, and is required",
                "'apps:\n- key: 12\n  secret: hush-hush' => line 2: an app: key must be a string of 1 to 64 characters of A-Z a-z 0-9 _ -,"
                        + " and is required; put it in quotes",
                "'apps:\n- key: shop\n  app_id: 12\n  secret: hush-hush' => line 3: app 'shop': app_id must be a string of 1 to 64"
                        + " characters of A-Z a-z 0-9 _ -, or null; put it in quotes",
                "'apps:\n- key: shop' => line 2: app 'shop': secret is required, unless secrets is present: must be a string of 8 to 200"
                        + " characters without control characters",
                "'apps:\n- key: shop\n  secret: short' => line 3: app 'shop': secret must be a string of 8 to 200 characters without"
                        + " control characters",
                "'apps:\n- key: shop\n  secret: \"\"' => line 3: app 'shop': secret must be a string of 8 to 200 characters without"
                        + " control characters",
                "'apps:\n- key: shop\n  secrets: []' => line 3: app 'shop': secrets must be an array of 1 to 10 secrets",
                "'apps:\n- key: shop\n  secrets:\n  - secret: hush-hush\n    expires_at: tomorrow' => line 5: app 'shop':"
                        + " secrets[0].expires_at must be a time like 2026-01-31T12:00:00Z, or null",
                "'apps:\n- key: shop\n  secrets:\n  - secret: hush-hush\n    expires_at: 2100-01-01T00:00:00Z' => line 3: app 'shop':"
                        + " secrets must have at least one without expires_at",
                "'apps:\n- key: shop\n  secret: hush-hush\n  secrets: [hush-hush]' => line 3: app 'shop': secret must be absent if"
                        + " secrets is present",
                "'apps:\n- key: shop\n  secrets: [hush-hush, hush-hush]' => line 3: app 'shop': secrets[1] must differ from the others",
                "'apps:\n- key: shop\n  secret: hush-hush\n  quotas:\n    max_connections: 0' => line 5: app 'shop':"
                        + " quotas.max_connections must be a positive integer or null, at most 2147483647",
                "'apps:\n- key: shop\n  secret: hush-hush\n  webhook:\n    url: http://10.0.0.1/' => line 5: app 'shop': webhook.url must"
                        + " begin with https://, or http:// if vask.webhooks.allow-private-targets is true",
                "'apps:\n- key: shop\n  secret: hush-hush\n  enabled: 1\n  colour: 1' => line 4: app 'shop': enabled must be true or"
                        + " false (and 1 more)",
                "'apps:\n- {key: shop, secret: hush-hush}\n- {key: shop, secret: hush-hush}' => line 3: app 'shop': key must not be the"
                        + " key or the app_id of another app; app 'shop' has it",
                "'apps:\n- {key: shop, app_id: blog, secret: hush-hush}\n- {key: blog, secret: hush-hush}' => line 3: app 'blog': key"
                        + " must not be the key or the app_id of another app; app 'shop' has it",
                "'apps:\n- {key: blog, secret: hush-hush}\n- {key: shop, app_id: blog, secret: hush-hush}' => line 3: app 'shop': app_id"
                        + " must not be the key or the app_id of another app; app 'blog' has it",
                "'apps:\n- key: shop\n  key: blog' => line 3: key occurs more than once",
                "'apps:\n- &a {key: shop}\n- *a' => line 2: anchors (&) and aliases (*) of YAML are not supported; quote a text that"
                        + " begins so",
                "'apps: [\n}' => line 2: not valid YAML: expected the node content, but found '}'",
                "'apps: []\n---\napps: []' => line 3: must contain one document"
            })
    void an_error_names_the_line_the_app_the_field_and_the_accepted_form(String yaml, String message) {
        assertThatExceptionOfType(InvalidAppsFileException.class)
                .isThrownBy(() -> read(yaml))
                .withMessage(message);
    }

    @Test
    void text_that_is_not_utf_8_is_rejected() {
        assertThatExceptionOfType(InvalidAppsFileException.class)
                .isThrownBy(
                        () -> AppsDocument.read(new byte[] {(byte) 0xc3, 'x'}, codec(FileFormat.YAML), AppIndex.EMPTY))
                .withMessage("must be encoded in UTF-8");
    }

    @Test
    void an_app_that_does_not_change_is_written_as_it_was_read() throws Exception {
        AppsDocument document = read("apps: [{key: shop, quotas: {max_event_bytes: 10240}, secret: hush-hush}]");

        String written = text(document.with(App.withDefaults("blog", new Secret("other-secret"))));

        assertThat(written).contains("max_event_bytes: 10240", "secret: \"hush-hush\"", "key: \"blog\"");
        assertThat(text(read(written).without("blog"))).isEqualTo(text(document));
    }

    @Test
    void values_are_encrypted_by_the_next_write_if_there_is_a_key() throws Exception {
        AppsDocument.Codec encrypting = codec(FileFormat.YAML, FIRST_KEY);
        String plain = """
                apps:
                  - {key: shop, secret: plain-secret, webhook: {url: "https://a.example.com", headers: {X-Token: plain-token}}}
                  - {key: blog, secrets: [plain-other, {secret: plain-third}]}
                """;
        AppsDocument read = AppsDocument.read(plain.getBytes(UTF_8), encrypting, AppIndex.EMPTY);
        assertThat(read.plainValues()).isEqualTo(4);

        AppsDocument written = read.with(App.withDefaults("zoo", new Secret("plain-zoo")));
        String text = text(written);

        assertThat(text).doesNotContain("plain-").contains("encrypted:");
        assertThat(written.plainValues()).isZero();
        AppsDocument again = AppsDocument.read(text.getBytes(UTF_8), encrypting, AppIndex.EMPTY);
        assertThat(again.apps().get("shop").webhook().headers()).isEqualTo(Map.of("X-Token", "plain-token"));
        assertThat(again.apps().get("blog")).isEqualTo(read.apps().get("blog"));
        assertThat(again.apps().get("zoo")).isEqualTo(App.withDefaults("zoo", new Secret("plain-zoo")));
        assertThat(text(again.with(App.withDefaults("new", new Secret("plain-new")))))
                .as("encrypted values stay as they are")
                .startsWith(text.stripTrailing());
    }

    @Test
    void a_value_that_cannot_be_decrypted_is_an_error() throws Exception {
        String text = text(AppsDocument.empty(codec(FileFormat.YAML, FIRST_KEY))
                .with(App.withDefaults("shop", new Secret("hush-hush"))));

        for (AppsDocument.Codec other : List.of(codec(FileFormat.YAML), codec(FileFormat.YAML, SECOND_KEY))) {
            assertThatExceptionOfType(InvalidAppsFileException.class)
                    .isThrownBy(() -> AppsDocument.read(text.getBytes(UTF_8), other, AppIndex.EMPTY))
                    .withMessageMatching("line \\d: app 'shop': secrets\\[0\\].secret is encrypted under the key"
                            + " [0-9a-f]{8}, which vask.secrets.key does not contain");
        }
        assertThatExceptionOfType(InvalidAppsFileException.class)
                .isThrownBy(() -> AppsDocument.read(
                        text.replace("\"shop\"", "\"blog\"").getBytes(UTF_8),
                        codec(FileFormat.YAML, FIRST_KEY),
                        AppIndex.EMPTY))
                .withMessageContaining("cannot be decrypted: it was changed, or belongs to another app");
    }

    @Test
    void values_are_encrypted_again_under_the_first_key() throws Exception {
        String text = text(AppsDocument.empty(codec(FileFormat.YAML, FIRST_KEY))
                .with(App.withDefaults("shop", new Secret("hush-hush"))));
        AppsDocument read =
                AppsDocument.read(text.getBytes(UTF_8), codec(FileFormat.YAML, SECOND_KEY, FIRST_KEY), AppIndex.EMPTY);

        AppsDocument.Reencrypted done = read.reencrypted();

        assertThat(done.values()).isEqualTo(1);
        assertThat(done.document().reencrypted().values()).isZero();
        assertThat(only(AppsDocument.read(done.document().write(), codec(FileFormat.YAML, SECOND_KEY), AppIndex.EMPTY)))
                .isEqualTo(App.withDefaults("shop", new Secret("hush-hush")));
    }

    @ParameterizedTest
    @EnumSource(FileFormat.class)
    void texts_that_look_like_other_types_stay_texts(FileFormat format) throws Exception {
        for (String text : List.of(
                "true",
                "null",
                "0123",
                "1e3456789",
                "0x1234567",
                "12:30:45:00",
                "- - - - - -",
                "*anchor-alias",
                "# not a comment",
                "a: b: c: d",
                "'\"'\"'\"'\"",
                "%directive",
                "@reserved`",
                "😀😀😀😀😀😀😀😀",
                "trailing space ")) {
            App app = new App(
                    "shop",
                    text,
                    true,
                    false,
                    false,
                    List.of(),
                    Quotas.DEFAULTS,
                    List.of(AppSecret.of(new Secret("secret-" + text))));

            byte[] written = AppsDocument.empty(codec(format)).with(app).write();

            assertThat(only(AppsDocument.read(written, codec(format), AppIndex.EMPTY)))
                    .isEqualTo(app);
        }
    }

    @Property(tries = 200)
    void what_is_written_is_read_unchanged(
            @ForAll("apps") List<App> apps, @ForAll FileFormat format, @ForAll boolean encrypted) throws Exception {
        AppsDocument.Codec codec = encrypted ? codec(format, FIRST_KEY) : codec(format);
        AppsDocument document = AppsDocument.empty(codec);
        for (App app : apps) {
            document = document.with(app);
        }

        AppsDocument read = AppsDocument.read(document.write(), codec, document.apps());

        assertThat(read.apps().apps()).containsExactlyElementsOf(document.apps().apps());
        assertThat(read.differencesFrom(document.apps())).isEmpty();
        assertThat(read.write()).isEqualTo(document.write());
    }

    @Provide
    Arbitrary<List<App>> apps() {
        return app().list()
                .ofMaxSize(5)
                .map(apps -> List.copyOf(apps.stream()
                        .collect(Collectors.toMap(App::key, it -> it, (one, other) -> one))
                        .values()));
    }

    private static Arbitrary<App> app() {
        Arbitrary<String> name = Arbitraries.strings()
                .ascii()
                .excludeChars(controls())
                .ofMinLength(1)
                .ofMaxLength(100)
                .filter(it -> !it.isBlank());
        Arbitrary<String> secret = Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMinLength(8)
                .ofMaxLength(200)
                .filter(it -> !it.isBlank());
        Arbitrary<List<AppSecret>> secrets = secret.set()
                .ofMinSize(1)
                .ofMaxSize(10)
                .map(texts -> texts.stream()
                        .map(text -> new AppSecret(
                                new Secret(text),
                                Instant.ofEpochMilli(text.hashCode()),
                                text.equals(texts.iterator().next())
                                        ? null
                                        : Instant.parse("2100-01-01T00:00:00.001Z")))
                        .toList());
        Arbitrary<@Nullable Webhook> webhook = Combinators.combine(
                        Arbitraries.of(WebhookType.class).set(),
                        Arbitraries.of(true, false),
                        Arbitraries.maps(
                                        Arbitraries.strings()
                                                .alpha()
                                                .numeric()
                                                .withChars("!#$%&'*+.^_`|~-")
                                                .ofMinLength(1)
                                                .ofMaxLength(20)
                                                .map(it -> "Q" + it),
                                        Arbitraries.strings()
                                                .withCharRange(' ', '~')
                                                .ofMinLength(1)
                                                .ofMaxLength(50))
                                .ofMaxSize(3))
                .as((events, batch, headers) ->
                        new Webhook("https://shop.example.com/a?b=c", !batch, events, batch, headers, 7))
                .injectNull(0.3);
        Arbitrary<Quotas> quotas = Arbitraries.maps(
                        Arbitraries.of(Quota.class),
                        Arbitraries.integers().between(Quota.MIN, Quota.MAX).injectNull(0.2))
                .map(limits ->
                        Quotas.of(quota -> limits.containsKey(quota) ? limits.get(quota) : quota.defaultLimit()));
        return Combinators.combine(
                        Arbitraries.strings()
                                .withChars("abcdefghijklmnopqrstuvwxyz0123456789_-")
                                .ofMinLength(8)
                                .ofMaxLength(64),
                        name,
                        Arbitraries.integers().between(0, 15),
                        quotas,
                        secrets,
                        webhook)
                .as((key, shown, flags, limits, all, hook) -> new App(
                                key,
                                shown,
                                (flags & 1) == 0,
                                (flags & 2) == 0,
                                (flags & 4) == 0,
                                (flags & 1) == 0
                                        ? List.of()
                                        : List.of("https://*.example.com", "http://localhost:3000"),
                                limits,
                                all)
                        .withAppId((flags & 8) == 0 ? null : key.substring(1) + "_")
                        .withHistory(
                                (flags & 2) == 0
                                        ? HistorySettings.OFF
                                        : new HistorySettings(
                                                (flags & 1) == 0, 1 + flags, 300, 1_048_576, (flags & 4) == 0, 0))
                        .withAccess(new AccessSettings((flags & 4) != 0, (flags & 8) == 0 ? 4200 : 4009))
                        .withCloudEventsToken((flags & 4) == 0 ? null : TokenHash.of(key))
                        .withWebhook(hook));
    }

    private static char[] controls() {
        StringBuilder controls = new StringBuilder("\u007f");
        for (char c = 0; c < ' '; c++) {
            controls.append(c);
        }
        return controls.toString().toCharArray();
    }

    private static AppsDocument read(String yaml) throws InvalidAppsFileException {
        return AppsDocument.read(yaml.getBytes(UTF_8), codec(FileFormat.YAML), AppIndex.EMPTY);
    }

    private static App only(AppsDocument document) {
        assertThat(document.apps().apps()).hasSize(1);
        return document.apps().apps().iterator().next();
    }

    private static String text(AppsDocument document) {
        return new String(document.write(), UTF_8);
    }

    static AppsDocument.Codec codec(FileFormat format, String... keys) {
        return new AppsDocument.Codec(
                format,
                TestAppSettings.FORMAT,
                new ValueCipher(
                        SecretCipher.ifSet(() -> keys.length == 0 ? Optional.empty() : Optional.of(List.of(keys)))));
    }
}
