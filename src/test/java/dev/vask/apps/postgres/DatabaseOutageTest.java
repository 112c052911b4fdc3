package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppsUnavailableException;
import dev.vask.protocol.Secret;
import dev.vask.support.PostgresProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Postgres stops, and starts again. */
class DatabaseOutageTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("s"));
    private static final App BLOG = App.withDefaults("blog", new Secret("s"));
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final PostgresProcess postgres = new PostgresProcess();
    private final List<AppChange> changes = Collections.synchronizedList(new ArrayList<>());
    private PostgresNode node;

    @BeforeEach
    void start() {
        PostgresNode.schema(postgres.database()).prepare(true);
        node = PostgresNode.withTimeout(Duration.ofSeconds(5), postgres.database(), changes::add);
        await().until(node.apps()::isReachable);
        result(node.apps().put("shop", before -> SHOP));
    }

    @AfterEach
    void stop() {
        node.close();
        postgres.close();
    }

    @Test
    void cached_apps_keep_working_and_everything_works_after_postgres_recovers() {
        postgres.stop();

        await().atMost(TIMEOUT).until(() -> !node.apps().isReachable());
        assertThat(result(node.apps().find("shop"))).contains(SHOP);
        assertUnavailable(node.apps().find("blog"));
        assertUnavailable(node.apps().list());
        assertUnavailable(node.apps().put("blog", before -> BLOG));
        assertUnavailable(node.apps().delete("shop"));
        assertThat(result(node.apps().find("shop"))).contains(SHOP);

        postgres.start();

        await().atMost(TIMEOUT).until(node.apps()::isReachable);
        assertThat(result(node.apps().find("blog"))).isEmpty();
        assertThat(result(node.apps().put("blog", before -> BLOG)).created()).isTrue();
        assertThat(result(node.apps().list())).containsExactly(BLOG, SHOP);
        assertThat(changes)
                .containsExactly(new AppChange("shop", Optional.of(SHOP)), new AppChange("blog", Optional.of(BLOG)));
    }

    @Test
    void unresponsive_connections_are_replaced() {
        result(node.apps().find("blog"));

        postgres.freezeConnections();
        postgres.database().execute("update apps set enabled = false");

        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(result(node.apps().find("shop")))
                        .hasValueSatisfying(app -> assertThat(app.enabled()).isFalse()));
        assertThat(result(node.apps().find("another"))).isEmpty();
    }

    private static void assertUnavailable(CompletionStage<?> stage) {
        assertThatThrownBy(() -> result(stage)).hasCauseInstanceOf(AppsUnavailableException.class);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
