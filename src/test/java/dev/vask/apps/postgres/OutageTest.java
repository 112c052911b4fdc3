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

/** Postgres goes away, and comes back. */
class OutageTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("s"));
    private static final App BLOG = App.withDefaults("blog", new Secret("s"));
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    private final PostgresProcess postgres = new PostgresProcess();
    private final List<AppChange> heard = Collections.synchronizedList(new ArrayList<>());
    private Instance instance;

    @BeforeEach
    void start() {
        Instance.schema(postgres.database()).prepare(true);
        instance = new Instance(postgres.database(), heard::add);
        await().until(instance.apps()::isReachable);
        now(instance.apps().put("shop", before -> SHOP));
    }

    @AfterEach
    void stop() {
        instance.close();
        postgres.close();
    }

    @Test
    void known_apps_go_on_working_and_everything_does_soon_after_postgres_is_back() {
        postgres.stop();

        await().atMost(RECOVERY).until(() -> !instance.apps().isReachable());
        assertThat(now(instance.apps().find("shop"))).contains(SHOP);
        assertUnavailable(instance.apps().find("blog"));
        assertUnavailable(instance.apps().list());
        assertUnavailable(instance.apps().put("blog", before -> BLOG));
        assertUnavailable(instance.apps().delete("shop"));
        assertThat(now(instance.apps().find("shop"))).contains(SHOP);

        postgres.start();

        await().atMost(RECOVERY).until(instance.apps()::isReachable);
        assertThat(now(instance.apps().find("blog"))).isEmpty();
        assertThat(now(instance.apps().put("blog", before -> BLOG)).created()).isTrue();
        assertThat(now(instance.apps().list())).containsExactly(BLOG, SHOP);
        assertThat(heard)
                .containsExactly(new AppChange("shop", Optional.of(SHOP)), new AppChange("blog", Optional.of(BLOG)));
    }

    @Test
    void connections_that_fall_silent_are_given_up() {
        now(instance.apps().find("blog"));

        postgres.freezeConnections();
        postgres.database().execute("update apps set enabled = false");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(now(instance.apps().find("shop")))
                        .hasValueSatisfying(app -> assertThat(app.enabled()).isFalse()));
        assertThat(now(instance.apps().find("another"))).isEmpty();
    }

    private static void assertUnavailable(CompletionStage<?> stage) {
        assertThatThrownBy(() -> now(stage)).hasCauseInstanceOf(AppsUnavailableException.class);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
