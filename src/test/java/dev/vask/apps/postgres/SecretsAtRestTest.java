package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.apps.App;
import dev.vask.apps.Reencryption;
import dev.vask.apps.postgres.SecretCipher.Sealed;
import dev.vask.protocol.Secret;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in the database can be read with the keys of the settings alone. */
class SecretsAtRestTest {

    private static final String OTHER_KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final SecretCipher CIPHER = Instance.CIPHER;

    @Test
    void a_secret_is_read_as_it_was_written_and_never_written_alike() {
        Sealed sealed = CIPHER.seal("shop", "hush ☕");

        assertThat(CIPHER.open("shop", sealed)).contains("hush ☕");
        assertThat(CIPHER.seal("shop", "hush ☕")).isNotEqualTo(sealed);
        assertThat(sealed.text()).doesNotContain("hush");
    }

    @Test
    void the_first_key_encrypts_and_all_decrypt() {
        Sealed old = CIPHER.seal("shop", "hush");
        SecretCipher both = Instance.cipher(OTHER_KEY, Instance.KEY);

        assertThat(both.open("shop", old)).contains("hush");
        assertThat(both.seal("shop", "hush").keyId()).isNotEqualTo(old.keyId());
        assertThat(Instance.cipher(OTHER_KEY).open("shop", both.seal("shop", "hush"))).contains("hush");
    }

    @Test
    void what_was_made_for_another_app_or_under_another_key_or_was_tampered_with_is_not_opened() {
        Sealed sealed = CIPHER.seal("shop", "hush");
        char first = sealed.text().charAt(0) == 'A' ? 'B' : 'A';

        assertThat(CIPHER.open("blog", sealed)).isEmpty();
        assertThat(Instance.cipher(OTHER_KEY).open("shop", sealed)).isEmpty();
        assertThat(CIPHER.open("shop", new Sealed(sealed.keyId(), first + sealed.text().substring(1)))).isEmpty();
        assertThat(CIPHER.open("shop", new Sealed(sealed.keyId(), "short"))).isEmpty();
        assertThat(CIPHER.open("shop", new Sealed(sealed.keyId(), "not Base64!"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "c2hvcnQ=", "AAAA AAAA", ""})
    void what_is_no_key_is_refused_and_not_repeated(String key) {
        assertThatThrownBy(() -> Instance.cipher(Instance.KEY, key))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("vask.secrets.key holds something that is no key: set VASK_SECRETS_KEY to a key of 32 random bytes"
                        + " in Base64; this makes one: openssl rand -base64 32");
        assertThatThrownBy(() -> SecretCipher.of(Optional::empty))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not set").hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void a_start_encrypts_what_is_not_and_changes_nothing_else() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret) values ('shop', 'old-one'), ('shop', 'new-one')""");

        atRest(database, CIPHER).prepare();

        assertThat(rows(database, "secret like '%one%' or key_id is null")).isEqualTo("0");
        try (Instance instance = new Instance(database, change -> {})) {
            App app = now(instance.apps().find("shop")).orElseThrow();
            assertThat(app.secrets()).extracting(it -> it.secret()).containsExactly(new Secret("new-one"), new Secret("old-one"));
        }
        String before = database.query("select string_agg(secret, ' ' order by id) from app_secrets");
        atRest(database, CIPHER).prepare();
        assertThat(database.query("select string_agg(secret, ' ' order by id) from app_secrets")).isEqualTo(before);
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
        atRest(database, CIPHER).prepare();

        assertThatThrownBy(() -> atRest(database, Instance.cipher(OTHER_KEY)).prepare())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("secrets in the database are encrypted under the keys %s, which vask.secrets.key does not hold: add"
                        + " them to VASK_SECRETS_KEY, after a comma", List.copyOf(CIPHER.ids()));
    }

    @Test
    void a_secret_that_cannot_be_decrypted_here_does_not_count_and_stays() {
        TestDatabase database = prepared();
        database.execute("""
                insert into apps (key, name) values ('shop', 'shop');
                insert into app_secrets (app_key, secret, key_id) values ('shop', 'AAAA', 'unknown');
                insert into app_secrets (app_key, secret) values ('shop', 'hush')""");
        try (Instance instance = new Instance(database, change -> {})) {
            assertThat(now(instance.apps().find("shop")).orElseThrow().secrets()).hasSize(1);

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
        atRest(database, CIPHER).prepare();
        database.execute("insert into app_secrets (app_key, secret) values ('app7', 'by-hand')");

        try (Instance instance = new Instance(database, Instance.cipher(OTHER_KEY, Instance.KEY))) {
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new Reencryption(true, 121, 0));
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new Reencryption(true, 0, 0));
        }

        assertThat(database.query("select count(distinct key_id) from app_secrets")).isEqualTo("1");
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
            assertThat(now(instance.apps().reencryptSecrets())).isEqualTo(new Reencryption(true, 1, 1));
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

            CompletionStage<Reencryption> reencryption = after.apps().reencryptSecrets();
            for (int i = 1; i <= 20; i++) {
                Instant end = Instant.parse("2100-01-01T00:00:00Z").minusSeconds(i);
                now(before.apps().put("shop", it -> app.withSecrets(List.of(app.secrets().getFirst().endingAt(end)))));
            }

            assertThat(now(reencryption)).isEqualTo(new Reencryption(true, 1, 0));
            assertThat(now(after.apps().reencryptSecrets())).isEqualTo(new Reencryption(true, 0, 0));
            assertThat(now(after.apps().find("shop")).orElseThrow().secrets().getFirst().secret()).isEqualTo(new Secret("hush"));
        }
    }

    private static TestDatabase prepared() {
        TestDatabase database = TestPostgres.database();
        Instance.schema(database).prepare(true);
        return database;
    }

    private static SecretsAtRest atRest(TestDatabase database, SecretCipher cipher) {
        return new SecretsAtRest(Instance.credentials(database).dataSource(), cipher);
    }

    private static String rows(TestDatabase database, String condition) {
        return database.query("select count(*) from app_secrets where " + condition);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
