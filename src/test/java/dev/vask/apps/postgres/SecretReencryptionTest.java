package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.apps.ReencryptionResult;
import dev.vask.apps.Webhook;
import dev.vask.apps.postgres.SecretCipher.Sealed;
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

/** Secrets in the database can be read with the keys of the settings alone. */
class SecretReencryptionTest {

    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final SecretCipher CIPHER = Instance.CIPHER;
    private static final Webhook HOOK = new Webhook(
            "https://shop.example.com",
            true,
            Set.of(WebhookType.CLIENT_EVENT),
            false,
            Map.of("Authorization", "Bearer hush", "X-Team", "shop"),
            1);
    private static final Binding SHOP = Binding.formerSecret("shop");

    @Test
    void a_secret_is_read_as_it_was_written_and_never_written_alike() {
        Sealed sealed = CIPHER.seal(SHOP, "hush ☕");

        assertThat(CIPHER.open(SHOP, sealed)).contains("hush ☕");
        assertThat(CIPHER.seal(SHOP, "hush ☕")).isNotEqualTo(sealed);
        assertThat(sealed.text()).doesNotContain("hush");
    }

    @Test
    void the_first_key_encrypts_and_all_decrypt() {
        Sealed old = CIPHER.seal(SHOP, "hush");
        SecretCipher both = Instance.cipher(OTHER_KEY, Instance.KEY);

        assertThat(both.open(SHOP, old)).contains("hush");
        assertThat(both.seal(SHOP, "hush").keyId()).isNotEqualTo(old.keyId());
        assertThat(Instance.cipher(OTHER_KEY).open(SHOP, both.seal(SHOP, "hush")))
                .contains("hush");
    }

    @Test
    void what_was_made_for_another_app_or_under_another_key_or_was_tampered_with_is_not_opened() {
        Sealed sealed = CIPHER.seal(SHOP, "hush");
        char first = sealed.text().charAt(3) == 'A' ? 'B' : 'A';

        assertThat(CIPHER.open(Binding.formerSecret("blog"), sealed)).isEmpty();
        assertThat(Instance.cipher(OTHER_KEY).open(SHOP, sealed)).isEmpty();
        assertThat(CIPHER.open(
                        SHOP,
                        new Sealed(sealed.keyId(), "v2:" + first + sealed.text().substring(4))))
                .isEmpty();
        assertThat(CIPHER.open(SHOP, new Sealed(sealed.keyId(), "short"))).isEmpty();
        assertThat(CIPHER.open(SHOP, new Sealed(sealed.keyId(), "not Base64!"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "c2hvcnQ=", "AAAA AAAA", ""})
    void what_is_no_key_is_refused_and_not_repeated(String key) {
        assertThatThrownBy(() -> Instance.cipher(Instance.KEY, key))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid value for vask.secrets.key. Set VASK_SECRETS_KEY to 32 random bytes"
                        + " in Base64, for example from 'openssl rand -base64 32'.");
        assertThatThrownBy(() -> SecretCipher.of(Optional::empty))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not set")
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void a_start_encrypts_what_is_not_and_changes_nothing_else() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 'old-one'), ('shop', 'new-one')""");

        Instance.prepareSecrets(database, CIPHER);

        assertThat(rows(database, "secret like '%one%' or key_id is null")).isEqualTo("0");
        try (Instance instance = new Instance(database, change -> {})) {
            App app = now(instance.apps().find("shop")).orElseThrow();
            assertThat(app.secrets())
                    .extracting(it -> it.secret())
                    .containsExactly(new Secret("new-one"), new Secret("old-one"));
        }
        String before = database.query("select string_agg(secret, ' ' order by id) from app_secrets");
        Instance.prepareSecrets(database, CIPHER);
        assertThat(database.query("select string_agg(secret, ' ' order by id) from app_secrets"))
                .isEqualTo(before);
    }

    @Test
    void what_an_instance_writes_is_encrypted() {
        TestDatabase database = prepared();
        try (Instance instance = new Instance(database, change -> {})) {
            now(instance.apps().put("shop", before -> App.withDefaults("shop", new Secret("hush"))));
        }

        assertThat(rows(database, "true")).isEqualTo("1");
        assertThat(rows(database, "secret like '%hush%' or key_id is null")).isEqualTo("0");
    }

    @Test
    void a_start_without_a_key_that_is_in_use_is_refused() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");
        Instance.prepareSecrets(database, CIPHER);

        assertThatThrownBy(() -> Instance.prepareSecrets(database, Instance.cipher(OTHER_KEY)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Secrets in the database are encrypted under the keys %s, which vask.secrets.key does not contain. Add"
                                + " them to VASK_SECRETS_KEY, after a comma.",
                        List.copyOf(CIPHER.ids()));
    }

    @Test
    void a_start_without_the_key_of_a_header_is_refused_and_plain_text_that_looks_encrypted_is_not() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name, webhook_headers)
                    values ('shop', 'shop', '{"X-Team: a@00000000=v2:AAAA"}'), ('blog', 'blog', '{}')""");
        Instance.prepareSecrets(database, CIPHER);
        assertThat(headers(database)).startsWith("{X-Team@" + CIPHER.first() + "=v2:");

        database.execute("update apps set webhook_headers = '{\"X-Team@00000000=v2:AAAA\"}' where key = 'blog'");

        assertThatThrownBy(() -> Instance.prepareSecrets(database, CIPHER))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Secrets in the database are encrypted under the keys [00000000], ");
    }

    @Test
    void a_secret_that_cannot_be_decrypted_here_does_not_count_and_stays() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', 'AAAA', 'unknown');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().secrets())
                    .hasSize(1);

            now(instance.apps().put("shop", before -> App.withDefaults("shop", new Secret("other"))));
        }

        assertThat(rows(database, "key_id = 'unknown'")).isEqualTo("1");
        assertThat(rows(database, "true")).isEqualTo("2");
    }

    @Test
    void all_secrets_are_encrypted_anew_under_the_first_key_and_go_on_counting() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) select 'app' || i, 'app' from generate_series(1, 120) i;
                insert into app_secrets (app_key, secret) select 'app' || i, 'secret' || i from generate_series(1, 120) i""");
        Instance.prepareSecrets(database, CIPHER);
        database.execute("insert into app_secrets (app_key, secret) values ('app7', 'by-hand')");

        try (Instance instance = new Instance(database, Instance.cipher(OTHER_KEY, Instance.KEY))) {
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 121, 0));
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }

        assertThat(database.query("select count(distinct key_id) from app_secrets"))
                .isEqualTo("1");
        try (Instance instance = new Instance(database, Instance.cipher(OTHER_KEY))) {
            assertThat(now(instance.apps().find("app7")).orElseThrow().secrets())
                    .extracting(it -> it.secret())
                    .containsExactly(new Secret("by-hand"), new Secret("secret7"));
            assertThat(now(instance.apps().list())).hasSize(120);
        }
    }

    @Test
    void a_secret_under_a_key_that_is_unknown_here_is_left_and_counted() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', 'AAAA', 'unknown');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");

        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 1, 1));
        }

        assertThat(rows(database, "secret = 'AAAA' and key_id = 'unknown'")).isEqualTo("1");
    }

    @Test
    void a_change_of_an_app_while_its_secrets_are_encrypted_anew_undoes_nothing() {
        TestDatabase database = prepared();
        try (Instance before = new Instance(database, Instance.cipher(Instance.KEY, OTHER_KEY));
                Instance after = new Instance(database, Instance.cipher(OTHER_KEY, Instance.KEY))) {
            App app = App.withDefaults("shop", new Secret("hush"));
            now(before.apps().put("shop", none -> app));

            CompletionStage<ReencryptionResult> reencryption = after.apps().reencryptSecrets();
            for (int i = 1; i <= 20; i++) {
                Instant end = Instant.parse("2100-01-01T00:00:00Z").minusSeconds(i);
                now(before.apps()
                        .put(
                                "shop",
                                it -> app.withSecrets(
                                        List.of(app.secrets().getFirst().endingAt(end)))));
            }

            now(reencryption);
            now(after.apps().reencryptSecrets()); // again what was changed, and so encrypted under the old key, since
            assertThat(now(after.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
            assertThat(now(after.apps().find("shop")).orElseThrow().secrets())
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
    void a_secret_that_was_moved_or_given_another_end_counts_no_more_and_no_other_app_suffers(String change) {
        TestDatabase database = prepared();
        try (Instance instance = new Instance(database, it -> {})) {
            App shop = App.withDefaults("shop", new Secret("hush-shop"));
            Instant end = Instant.parse("2099-01-01T00:00:00Z");
            now(instance.apps()
                    .put(
                            "shop",
                            none -> shop.withSecrets(List.of(
                                    AppSecret.of(new Secret("hush-two")).endingAt(end),
                                    AppSecret.of(new Secret("hush-one")).endingAt(end)))));
            now(instance.apps().put("blog", none -> App.withDefaults("blog", new Secret("hush-blog"))));
            now(instance.apps().put("third", none -> App.withDefaults("third", new Secret("hush-third"))));
        }

        database.execute(change);

        try (Instance instance = new Instance(database, it -> {})) {
            assertThat(now(instance.apps().find("shop"))).isEmpty();
            assertThat(now(instance.apps().list()))
                    .extracting(App::key)
                    .contains("third")
                    .doesNotContain("shop");
        }
    }

    @Test
    void an_end_that_an_instance_changes_is_bound_anew() {
        TestDatabase database = prepared();
        App shop = App.withDefaults("shop", new Secret("hush-shop"));
        Instant end = Instant.parse("2100-01-01T00:00:00.123456Z");
        try (Instance instance = new Instance(database, it -> {})) {
            now(instance.apps().put("shop", none -> shop));
            now(instance.apps()
                    .put(
                            "shop",
                            before -> before.withSecrets(
                                    List.of(before.secrets().getFirst().endingAt(end)))));
        }

        try (Instance instance = new Instance(database, it -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().secrets())
                    .containsExactly(AppSecret.of(new Secret("hush-shop")).endingAt(end));
        }
    }

    @Test
    void a_secret_in_the_first_format_counts_and_is_encrypted_anew_in_the_current_one() {
        TestDatabase database = prepared();
        Sealed former = CIPHER.seal(Binding.formerSecret("shop"), "hush-shop");
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', '%s', '%s')""".formatted(former.text().substring("v2:".length()), former.keyId()));
        Instance.prepareSecrets(database, CIPHER);
        assertThat(rows(database, "secret like 'v2:%'"))
                .as("older instances go on reading it")
                .isEqualTo("0");

        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop"))
                            .orElseThrow()
                            .secrets()
                            .getFirst()
                            .secret())
                    .isEqualTo(new Secret("hush-shop"));
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 1, 0));
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }

        assertThat(rows(database, "secret like 'v2:%'")).isEqualTo("1");
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop"))
                            .orElseThrow()
                            .secrets()
                            .getFirst()
                            .secret())
                    .isEqualTo(new Secret("hush-shop"));
        }
    }

    @Test
    void headers_of_webhooks_are_encrypted_when_they_are_written() {
        TestDatabase database = prepared();
        App shop = App.withDefaults("shop", new Secret("hush-shop")).withWebhook(HOOK);
        try (Instance instance = new Instance(database, change -> {})) {
            now(instance.apps().put("shop", none -> shop));
        }

        assertThat(headers(database))
                .startsWith("{Authorization@")
                .contains(",X-Team@")
                .doesNotContain("hush", "shop");
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().webhook())
                    .isEqualTo(HOOK);
        }
    }

    @Test
    void headers_of_webhooks_that_are_not_encrypted_count_until_a_start_encrypts_them() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name, webhook_url, webhook_headers)
                    values ('shop', 'shop', 'https://shop.example.com', '{"Authorization: Bearer hush","X-Team: the shop: a@0123abcd=b"}');
                insert into app_secrets (app_key, secret) values ('shop', 'hush-shop')""");
        Map<String, String> expected = Map.of("Authorization", "Bearer hush", "X-Team", "the shop: a@0123abcd=b");
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().webhook().headers())
                    .isEqualTo(expected);
        }

        Instance.prepareSecrets(database, CIPHER);

        String encrypted = headers(database);
        assertThat(encrypted).doesNotContain("hush", "the shop");
        Instance.prepareSecrets(database, CIPHER);
        assertThat(headers(database)).isEqualTo(encrypted);
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().webhook().headers())
                    .isEqualTo(expected);
        }
    }

    @Test
    void headers_of_webhooks_are_encrypted_anew_with_the_secrets() {
        TestDatabase database = prepared();
        try (Instance instance = new Instance(database, change -> {})) {
            now(instance.apps().put("shop", none -> App.withDefaults("shop", new Secret("hush-shop"))
                    .withWebhook(HOOK)));
        }

        try (Instance instance = new Instance(database, Instance.cipher(OTHER_KEY, Instance.KEY))) {
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 3, 0));
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new ReencryptionResult(true, 0, 0));
        }
        assertThatThrownBy(() -> Instance.prepareSecrets(database, CIPHER)).isInstanceOf(ConfigurationException.class);
        try (Instance instance = new Instance(database, Instance.cipher(OTHER_KEY))) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().webhook())
                    .isEqualTo(HOOK);
        }
    }

    @Test
    void headers_of_another_app_are_not_read_and_stay_until_they_are_replaced() {
        TestDatabase database = prepared();
        App blog = App.withDefaults("blog", new Secret("hush-blog"));
        try (Instance instance = new Instance(database, change -> {})) {
            now(instance.apps().put("shop", none -> App.withDefaults("shop", new Secret("hush-shop"))
                    .withWebhook(HOOK)));
            now(instance.apps().put("blog", none -> blog.withWebhook(HOOK)));
        }
        database.execute(
                "update apps set webhook_headers = (select webhook_headers from apps where key = 'shop') where key = 'blog'");

        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("blog")).orElseThrow().webhook().headers())
                    .isEmpty();
            assertThat(now(instance.apps().find("shop")).orElseThrow().webhook())
                    .isEqualTo(HOOK);

            now(instance.apps().put("blog", before -> before));
            assertThat(database.query("select webhook_headers::text from apps where key = 'blog'"))
                    .isEqualTo(headers(database));

            now(instance.apps().put("blog", before -> blog.withWebhook(HOOK)));
            assertThat(now(instance.apps().find("blog")).orElseThrow().webhook())
                    .isEqualTo(HOOK);
        }
    }

    private static String headers(TestDatabase database) {
        return database.query("select webhook_headers::text from apps where key = 'shop'");
    }

    private static TestDatabase prepared() {
        TestDatabase database = TestPostgres.database();
        Instance.schema(database).prepare(true);
        return database;
    }

    private static String rows(TestDatabase database, String condition) {
        return database.query("select count(*) from app_secrets where " + condition);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
