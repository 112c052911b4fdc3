package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a node queries the database. */
class AppCacheTest {

    private static final TestDatabase DATABASE = PostgresNode.migrated(TestPostgres.database());
    private static final int CACHE_SIZE = 10;

    private Instant time = Instant.now();
    private PostgresNode node;
    private int queriesAtStart;

    @BeforeEach
    void start() {
        DATABASE.execute("""
                truncate apps cascade;
                insert into apps (key, name) select 'app-' || i, 'app-' || i from generate_series(1, 1000) i;
                insert into app_secrets (app_key, secret) select key, 's' from apps""");
        node = new PostgresNode(DATABASE, CACHE_SIZE, () -> time, change -> {});
        await().until(node.apps()::isReachable);
        queriesAtStart = node.transactions();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_cached_app_needs_no_query() {
        find("app-1");

        assertThat(queries()).isEqualTo(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(node.apps().find("app-1").toCompletableFuture()).isCompleted();
        }
        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void a_key_without_an_app_needs_one_query() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(find("nobody")).isEmpty();
        }

        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void an_invalid_key_needs_no_query() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(find("no key " + i)).isEmpty();
        }

        assertThat(queries()).isZero();
    }

    @Test
    void concurrent_lookups_of_one_app_share_a_query() {
        List<CompletionStage<Optional<App>>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> node.apps().find("app-1"))
                .toList();

        assertThat(all).allSatisfy(it -> assertThat(result(it)).contains(app("app-1")));
        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void concurrent_lookups_of_many_apps_share_a_few_queries() {
        List<CompletionStage<Optional<App>>> all = IntStream.rangeClosed(1, 2_000)
                .mapToObj(i -> node.apps().find("app-" + i))
                .toList();

        for (int i = 1; i <= 2_000; i++) {
            assertThat(result(all.get(i - 1))).isEqualTo(i <= 1_000 ? Optional.of(app("app-" + i)) : Optional.empty());
        }
        assertThat(queries()).isLessThan(30);
    }

    @Test
    void unknown_keys_evict_no_app() {
        IntStream.rangeClosed(1, CACHE_SIZE).forEach(i -> find("app-" + i));

        IntStream.rangeClosed(1, 500)
                .mapToObj(i -> node.apps().find("nobody-" + i))
                .forEach(AppCacheTest::result);

        int before = queries();
        IntStream.rangeClosed(1, CACHE_SIZE)
                .forEach(i -> assertThat(find("app-" + i)).contains(app("app-" + i)));
        assertThat(queries()).isEqualTo(before);
    }

    @Test
    void no_more_apps_are_cached_than_configured_and_all_are_found() {
        for (int i = 1; i <= 100; i++) {
            assertThat(find("app-" + i)).contains(app("app-" + i));
        }

        int before = queries();
        IntStream.rangeClosed(1, 100).forEach(i -> assertThat(find("app-" + i)).contains(app("app-" + i)));
        assertThat(queries() - before).isGreaterThanOrEqualTo(100 - CACHE_SIZE);
    }

    @Test
    void a_secret_expires_without_a_query() {
        find("app-1");
        DATABASE.execute(
                "insert into app_secrets (app_key, secret, expires_at) values ('app-1', 'short', timestamptz '%s')"
                        .formatted(time.plusSeconds(60)));
        await().until(() -> find("app-1").orElseThrow().secrets().size() == 2);
        int before = queries();

        time = time.plusSeconds(59);
        assertThat(find("app-1").orElseThrow().secrets()).hasSize(2);
        time = time.plusSeconds(2);
        assertThat(find("app-1").orElseThrow().secrets()).containsExactly(AppSecret.of(new Secret("s")));
        assertThat(queries()).isEqualTo(before);
    }

    @Test
    void an_app_with_expired_secrets_only_is_not_found_and_a_put_creates_it() {
        DATABASE.execute(
                "update app_secrets set expires_at = timestamptz '%s'".formatted(time.minus(Duration.ofDays(1))));
        assertThat(find("app-1")).isEmpty();
        assertThat(result(node.apps().list())).isEmpty();

        assertThat(result(node.apps().put("app-1", before -> before == null ? app("app-1") : before))
                        .created())
                .isTrue();

        assertThat(find("app-1")).contains(app("app-1"));
    }

    @Test
    void an_app_id_is_cached_as_its_app_is() {
        DATABASE.execute("update apps set app_id = '1' where key = 'app-1'");
        await().untilAsserted(
                        () -> assertThat(findByPath("1")).contains(app("app-1").withAppId("1")));
        int before = queries();

        for (int i = 0; i < 10_000; i++) {
            assertThat(node.apps().findByPath("1").toCompletableFuture()).isCompleted();
            assertThat(find("1")).isEmpty();
            assertThat(find("app-1")).isPresent();
        }
        assertThat(queries()).isEqualTo(before);
    }

    @Test
    void what_is_neither_a_key_nor_an_app_id_needs_one_query() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(findByPath("nobody")).isEmpty();
            assertThat(find("nobody")).isEmpty();
        }

        assertThat(queries()).isEqualTo(1);
    }

    private Optional<App> findByPath(String keyOrAppId) {
        return result(node.apps().findByPath(keyOrAppId));
    }

    private int queries() {
        return node.transactions() - queriesAtStart;
    }

    private Optional<App> find(String key) {
        return result(node.apps().find(key));
    }

    private static App app(String key) {
        return App.withDefaults(key, new Secret("s"));
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
