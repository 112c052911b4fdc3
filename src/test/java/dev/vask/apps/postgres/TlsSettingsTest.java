package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.protocol.Secret;
import dev.vask.support.PostgresProcess;
import dev.vask.support.TestCertificate;
import dev.vask.support.TestDatabase;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the way to Postgres: the driver that migrates and the one that does all else understand an address alike. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsSettingsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final App SHOP = App.withDefaults("shop", new Secret("s"));

    private final PostgresProcess postgres = new PostgresProcess();
    private final TestCertificate certificate = postgres.enableTls();
    private final TestCertificate anothers = TestCertificate.forHost("localhost");

    @AfterAll
    void stop() {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca&%s", "?sslmode=verify-full&%s"})
    void all_connections_are_encrypted(String query) {
        assertThat(encryptedWith(database(query.formatted("sslrootcert=" + certificate.certificate()))))
                .isTrue();
    }

    @Test
    void none_is_when_it_shall_not_be() {
        assertThat(encryptedWith(database("?sslmode=disable"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void a_server_that_cannot_prove_who_it_is_is_refused(String mode) {
        TestDatabase database = database("?sslmode=%s&sslrootcert=%s".formatted(mode, anothers.certificate()));

        assertThatThrownBy(() -> Instance.schema(database).prepare(true)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> PgConnection.connect(
                                VERTX, Instance.credentials(database).options())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasMessageContaining("SSL handshake failed");
    }

    private boolean encryptedWith(TestDatabase database) {
        Instance.schema(database).prepare(true);
        try (Instance instance = new Instance(database, change -> {})) {
            await().until(instance.apps()::isReachable);
            instance.apps().put("shop", before -> SHOP).toCompletableFuture().join();
            String encrypted = postgres.database()
                    .query("select string_agg(distinct ssl::text, ',') from pg_stat_ssl"
                            + " join pg_stat_activity using (pid) where backend_type = 'client backend' and pid <> pg_backend_pid()"
                            + " and application_name in ('', 'vask listens')");
            assertThat(encrypted).as("not some so and some so").doesNotContain(",");
            return Boolean.parseBoolean(encrypted);
        }
    }

    private TestDatabase database(String query) {
        TestDatabase plain = postgres.database();
        return plain.named(plain.name() + query);
    }
}
