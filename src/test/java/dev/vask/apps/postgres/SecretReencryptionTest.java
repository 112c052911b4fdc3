package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.ReencryptionResult;
import dev.vask.apps.Webhook;
import dev.vask.apps.encryption.Binding;
import dev.vask.apps.encryption.SecretCipher;
import dev.vask.apps.encryption.SecretCipher.EncryptedText;
import dev.vask.protocol.Secret;
import dev.vask.protocol.WebhookType;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in the database can be read only with the configured keys. */
class SecretReencryptionTest {

    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final SecretCipher CIPHER = PostgresNode.CIPHER;
    private static final Webhook HOOK = new Webhook(
            "https://shop.example.com",
            true,
            Set.of(WebhookType.CLIENT_EVENT),
            false,
            Map.of("Authorization", "Bearer hush", "X-Team", "shop"),
            1);
    private static final Binding SHOP = Binding.secretOfFirstFormat("shop");

    @Test
    void decryption_reverses_encryption_and_ciphertexts_differ() {
        EncryptedText encrypted = CIPHER.encrypt(SHOP, "hush ☕");

        assertThat(CIPHER.decrypt(SHOP, encrypted)).contains("hush ☕");
        assertThat(CIPHER.encrypt(SHOP, "hush ☕")).isNotEqualTo(encrypted);
        assertThat(encrypted.text()).doesNotContain("hush");
    }

    @Test
    void the_first_key_encrypts_and_all_decrypt() {
        EncryptedText old = CIPHER.encrypt(SHOP, "hush");
        SecretCipher both = PostgresNode.cipher(OTHER_KEY, PostgresNode.KEY);

        assertThat(both.decrypt(SHOP, old)).contains("hush");
        assertThat(both.encrypt(SHOP, "hush").keyId()).isNotEqualTo(old.keyId());
        assertThat(PostgresNode.cipher(OTHER_KEY).decrypt(SHOP, both.encrypt(SHOP, "hush")))
                .contains("hush");
    }

    @Test
    void a_value_of_another_app_or_key_or_a_modified_one_is_not_decrypted() {
        EncryptedText encrypted = CIPHER.encrypt(SHOP, "hush");
        char first = encrypted.text().charAt(3) == 'A' ? 'B' : 'A';

        assertThat(CIPHER.decrypt(Binding.secretOfFirstFormat("blog"), encrypted))
                .isEmpty();
        assertThat(PostgresNode.cipher(OTHER_KEY).decrypt(SHOP, encrypted)).isEmpty();
        assertThat(CIPHER.decrypt(
                        SHOP,
                        new EncryptedText(
                                encrypted.keyId(),
                                "v2:" + first + encrypted.text().substring(4))))
                .isEmpty();
        assertThat(CIPHER.decrypt(SHOP, new EncryptedText(encrypted.keyId(), "short")))
                .isEmpty();
        assertThat(CIPHER.decrypt(SHOP, new EncryptedText(encrypted.keyId(), "not Base64!")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "c2hvcnQ=", "AAAA AAAA", ""})
    void an_invalid_key_is_rejected_and_not_repeated(String key) {
        assertThatThrownBy(() -> PostgresNode.cipher(PostgresNode.KEY, key))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid value for vask.secrets.key. Set VASK_SECRETS_KEY to 32 random bytes"
                        + " in Base64, for example from 'openssl rand -base64 32'.");
        assertThatThrownBy(() -> SecretCipher.of(Optional::empty))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not set")
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void a_start_encrypts_plain_text_and_changes_nothing_else() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 'old-one'), ('shop', 'new-one')""");

        PostgresNode.prepareSecrets(database, CIPHER);

        assertThat(rows(database, "secret like '%one%' or key_id is null")).isEqualTo("0");
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            App app = result(node.apps().find("shop")).orElseThrow();
            assertThat(app.secrets())
                    .extracting(it -> it.secret())
                    .containsExactly(new Secret("new-one"), new Secret("old-one"));
        }
        String before = database.query("select string_agg(secret, ' ' order by id) from app_secrets");
        PostgresNode.prepareSecrets(database, CIPHER);
        assertThat(database.query("select string_agg(secret, ' ' order by id) from app_secrets"))
                .isEqualTo(before);
    }

    @Test
    void everything_that_a_node_writes_is_encrypted() {
        TestDatabase database = prepared();
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            result(node.apps().put("shop", before -> App.withDefaults("shop", new Secret("hush"))));
        }

        assertThat(rows(database, "true")).isEqualTo("1");
        assertThat(rows(database, "secret like '%hush%' or key_id is null")).isEqualTo("0");
    }

    @Test
    void a_start_without_a_key_in_use_is_rejected() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");
        PostgresNode.prepareSecrets(database, CIPHER);

        assertThatThrownBy(() -> PostgresNode.prepareSecrets(database, PostgresNode.cipher(OTHER_KEY)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Secrets in the database are encrypted under the keys %s, which vask.secrets.key does not contain. Add"
                                + " them to VASK_SECRETS_KEY, after a comma.",
                        List.copyOf(CIPHER.ids()));
    }

    @Test
    void a_start_without_the_key_of_a_header_is_rejected_and_plain_text_that_looks_encrypted_is_accepted() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name, webhook_headers)
                    values ('shop', 'shop', '{"X-Team: a@00000000=v2:AAAA"}'), ('blog', 'blog', '{}')""");
        PostgresNode.prepareSecrets(database, CIPHER);
        assertThat(headers(database)).startsWith("{X-Team@" + CIPHER.first() + "=v2:");

        database.execute("update apps set webhook_headers = '{\"X-Team@00000000=v2:AAAA\"}' where key = 'blog'");

        assertThatThrownBy(() -> PostgresNode.prepareSecrets(database, CIPHER))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Secrets in the database are encrypted under the keys [00000000], ");
    }

    @Test
    void a_secret_that_cannot_be_decrypted_is_ignored_and_kept() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', 'AAAA', 'unknown');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop")).orElseThrow().secrets()).hasSize(1);

            result(node.apps().put("shop", before -> App.withDefaults("shop", new Secret("other"))));
        }

        assertThat(rows(database, "key_id = 'unknown'")).isEqualTo("1");
        assertThat(rows(database, "true")).isEqualTo("2");
    }

    @Test
    void all_secrets_are_reencrypted_under_the_first_key_and_stay_valid() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) select 'app' || i, 'app' from generate_series(1, 120) i;
                insert into app_secrets (app_key, secret) select 'app' || i, 'secret' || i from generate_series(1, 120) i""");
        PostgresNode.prepareSecrets(database, CIPHER);
        database.execute("insert into app_secrets (app_key, secret) values ('app7', 'by-hand')");

        try (PostgresNode node = new PostgresNode(database, PostgresNode.cipher(OTHER_KEY, PostgresNode.KEY))) {
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 121, 0));
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }

        assertThat(database.query("select count(distinct key_id) from app_secrets"))
                .isEqualTo("1");
        try (PostgresNode node = new PostgresNode(database, PostgresNode.cipher(OTHER_KEY))) {
            assertThat(result(node.apps().find("app7")).orElseThrow().secrets())
                    .extracting(it -> it.secret())
                    .containsExactly(new Secret("by-hand"), new Secret("secret7"));
            assertThat(result(node.apps().list())).hasSize(120);
        }
    }

    @Test
    void a_secret_under_an_unknown_key_is_kept_and_counted() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', 'AAAA', 'unknown');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");

        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 1, 1));
        }

        assertThat(rows(database, "secret = 'AAAA' and key_id = 'unknown'")).isEqualTo("1");
    }

    @Test
    void changes_during_a_reencryption_are_not_lost() {
        TestDatabase database = prepared();
        try (PostgresNode before = new PostgresNode(database, PostgresNode.cipher(PostgresNode.KEY, OTHER_KEY));
                PostgresNode after = new PostgresNode(database, PostgresNode.cipher(OTHER_KEY, PostgresNode.KEY))) {
            App app = App.withDefaults("shop", new Secret("hush"));
            result(before.apps().put("shop", none -> app));

            CompletionStage<ReencryptionResult> reencryption = after.apps().reencryptSecrets();
            for (int i = 1; i <= 20; i++) {
                Instant end = Instant.parse("2100-01-01T00:00:00Z").minusSeconds(i);
                result(before.apps()
                        .put(
                                "shop",
                                it -> app.withSecrets(
                                        List.of(app.secrets().getFirst().endingAt(end)))));
            }

            result(reencryption);
            result(after.apps().reencryptSecrets()); // also encrypts what was changed meanwhile under the old key
            assertThat(result(after.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
            assertThat(result(after.apps().find("shop")).orElseThrow().secrets())
                    .containsExactly(app.secrets()
                            .getFirst()
                            .endingAt(Instant.parse("2100-01-01T00:00:00Z").minusSeconds(20)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update app_secrets set secret = (select secret from app_secrets where app_key = 'blog') where app_key = 'shop'",
                "update app_secrets set secret = other.secret from app_secrets other where app_secrets.app_key = 'shop'"
                        + " and other.app_key = 'shop' and other.id <> app_secrets.id",
                "update app_secrets set app_key = 'shop' where app_key = 'blog'; delete from app_secrets where app_key = 'shop' and id < 3",
                "update app_secrets set expires_at = '2100-01-01' where app_key = 'shop'",
                "update app_secrets set expires_at = null where app_key = 'shop'",
                "update app_secrets set uid = gen_random_uuid() where app_key = 'shop'",
            })
    void a_secret_that_was_moved_or_whose_expiry_changed_is_rejected_and_no_other_app_is_affected(String change) {
        TestDatabase database = prepared();
        try (PostgresNode node = new PostgresNode(database, it -> {})) {
            App shop = App.withDefaults("shop", new Secret("hush-shop"));
            Instant end = Instant.parse("2099-01-01T00:00:00Z");
            result(node.apps()
                    .put(
                            "shop",
                            none -> shop.withSecrets(List.of(
                                    AppSecret.of(new Secret("hush-two")).endingAt(end),
                                    AppSecret.of(new Secret("hush-one")).endingAt(end)))));
            result(node.apps().put("blog", none -> App.withDefaults("blog", new Secret("hush-blog"))));
            result(node.apps().put("third", none -> App.withDefaults("third", new Secret("hush-third"))));
        }

        database.execute(change);

        try (PostgresNode node = new PostgresNode(database, it -> {})) {
            assertThat(result(node.apps().find("shop"))).isEmpty();
            assertThat(result(node.apps().list()))
                    .extracting(App::key)
                    .contains("third")
                    .doesNotContain("shop");
        }
    }

    @Test
    void an_expiry_that_a_node_changes_is_bound_again() {
        TestDatabase database = prepared();
        App shop = App.withDefaults("shop", new Secret("hush-shop"));
        Instant end = Instant.parse("2100-01-01T00:00:00.123456Z");
        try (PostgresNode node = new PostgresNode(database, it -> {})) {
            result(node.apps().put("shop", none -> shop));
            result(node.apps()
                    .put(
                            "shop",
                            before -> before.withSecrets(
                                    List.of(before.secrets().getFirst().endingAt(end)))));
        }

        try (PostgresNode node = new PostgresNode(database, it -> {})) {
            assertThat(result(node.apps().find("shop")).orElseThrow().secrets())
                    .containsExactly(AppSecret.of(new Secret("hush-shop")).endingAt(end));
        }
    }

    @Test
    void a_secret_in_the_first_format_is_valid_and_is_reencrypted_in_the_current_one() {
        TestDatabase database = prepared();
        EncryptedText former = CIPHER.encrypt(Binding.secretOfFirstFormat("shop"), "hush-shop");
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', '%s', '%s')""".formatted(former.text().substring("v2:".length()), former.keyId()));
        PostgresNode.prepareSecrets(database, CIPHER);
        assertThat(rows(database, "secret like 'v2:%'"))
                .as("older nodes can still read it")
                .isEqualTo("0");

        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop"))
                            .orElseThrow()
                            .secrets()
                            .getFirst()
                            .secret())
                    .isEqualTo(new Secret("hush-shop"));
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 1, 0));
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }

        assertThat(rows(database, "secret like 'v2:%'")).isEqualTo("1");
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop"))
                            .orElseThrow()
                            .secrets()
                            .getFirst()
                            .secret())
                    .isEqualTo(new Secret("hush-shop"));
        }
    }

    @Test
    void webhook_headers_are_encrypted_when_they_are_written() {
        TestDatabase database = prepared();
        App shop = App.withDefaults("shop", new Secret("hush-shop")).withWebhook(HOOK);
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            result(node.apps().put("shop", none -> shop));
        }

        assertThat(headers(database))
                .startsWith("{Authorization@")
                .contains(",X-Team@")
                .doesNotContain("hush", "shop");
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop")).orElseThrow().webhook()).isEqualTo(HOOK);
        }
    }

    @Test
    void plain_text_webhook_headers_are_valid_until_a_start_encrypts_them() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name, webhook_url, webhook_headers)
                    values ('shop', 'shop', 'https://shop.example.com', '{"Authorization: Bearer hush","X-Team: the shop: a@0123abcd=b"}');
                insert into app_secrets (app_key, secret) values ('shop', 'hush-shop')""");
        Map<String, String> expected = Map.of("Authorization", "Bearer hush", "X-Team", "the shop: a@0123abcd=b");
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop")).orElseThrow().webhook().headers())
                    .isEqualTo(expected);
        }

        PostgresNode.prepareSecrets(database, CIPHER);

        String encrypted = headers(database);
        assertThat(encrypted).doesNotContain("hush", "the shop");
        PostgresNode.prepareSecrets(database, CIPHER);
        assertThat(headers(database)).isEqualTo(encrypted);
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("shop")).orElseThrow().webhook().headers())
                    .isEqualTo(expected);
        }
    }

    @Test
    void webhook_headers_are_reencrypted_with_the_secrets() {
        TestDatabase database = prepared();
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            result(node.apps().put("shop", none -> App.withDefaults("shop", new Secret("hush-shop"))
                    .withWebhook(HOOK)));
        }

        try (PostgresNode node = new PostgresNode(database, PostgresNode.cipher(OTHER_KEY, PostgresNode.KEY))) {
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 3, 0));
            assertThat(result(node.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }
        assertThatThrownBy(() -> PostgresNode.prepareSecrets(database, CIPHER))
                .isInstanceOf(ConfigurationException.class);
        try (PostgresNode node = new PostgresNode(database, PostgresNode.cipher(OTHER_KEY))) {
            assertThat(result(node.apps().find("shop")).orElseThrow().webhook()).isEqualTo(HOOK);
        }
    }

    @Test
    void headers_copied_from_another_app_are_ignored_and_stay_until_they_are_replaced() {
        TestDatabase database = prepared();
        App blog = App.withDefaults("blog", new Secret("hush-blog"));
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            result(node.apps().put("shop", none -> App.withDefaults("shop", new Secret("hush-shop"))
                    .withWebhook(HOOK)));
            result(node.apps().put("blog", none -> blog.withWebhook(HOOK)));
        }
        database.execute(
                "update apps set webhook_headers = (select webhook_headers from apps where key = 'shop') where key = 'blog'");

        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            assertThat(result(node.apps().find("blog")).orElseThrow().webhook().headers())
                    .isEmpty();
            assertThat(result(node.apps().find("shop")).orElseThrow().webhook()).isEqualTo(HOOK);

            result(node.apps().put("blog", before -> before));
            assertThat(database.query("select webhook_headers::text from apps where key = 'blog'"))
                    .isEqualTo(headers(database));

            result(node.apps().put("blog", before -> blog.withWebhook(HOOK)));
            assertThat(result(node.apps().find("blog")).orElseThrow().webhook()).isEqualTo(HOOK);
        }
    }

    private static String headers(TestDatabase database) {
        return database.query("select webhook_headers::text from apps where key = 'shop'");
    }

    private static TestDatabase prepared() {
        TestDatabase database = TestPostgres.database();
        PostgresNode.schema(database).prepare(true);
        return database;
    }

    private static String rows(TestDatabase database, String condition) {
        return database.query("select count(*) from app_secrets where " + condition);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
