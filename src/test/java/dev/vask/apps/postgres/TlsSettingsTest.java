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

/** TLS to Postgres: the driver for migrations and the driver for queries interpret an address in the same way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsSettingsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final App SHOP = App.withDefaults("shop", new Secret("s"));

    private final PostgresProcess postgres = new PostgresProcess();
    private final TestCertificate certificate = postgres.enableTls();
    private final TestCertificate otherCertificate = TestCertificate.forHost("localhost");

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
    void no_connection_is_encrypted_if_disabled() {
        assertThat(encryptedWith(database("?sslmode=disable"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify-ca", "verify-full"})
    void a_server_with_an_untrusted_certificate_is_rejected(String mode) {
        TestDatabase database = database("?sslmode=%s&sslrootcert=%s".formatted(mode, otherCertificate.certificate()));

        assertThatThrownBy(() -> PostgresNode.schema(database).prepare(true))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> PgConnection.connect(
                                VERTX, PostgresNode.credentials(database).options())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS))
                .hasMessageContaining("SSL handshake failed");
    }

    private boolean encryptedWith(TestDatabase database) {
        PostgresNode.schema(database).prepare(true);
        try (PostgresNode node = new PostgresNode(database, change -> {})) {
            await().until(node.apps()::isReachable);
            node.apps().put("shop", before -> SHOP).toCompletableFuture().join();
            String encrypted = postgres.database()
                    .query("select string_agg(distinct ssl::text, ',') from pg_stat_ssl"
                            + " join pg_stat_activity using (pid) where backend_type = 'client backend' and pid <> pg_backend_pid()"
                            + " and application_name in ('', 'vask listens')");
            assertThat(encrypted).as("all connections are alike").doesNotContain(",");
            return Boolean.parseBoolean(encrypted);
        }
    }

    private TestDatabase database(String query) {
        TestDatabase plain = postgres.database();
        return plain.named(plain.name() + query);
    }
}
