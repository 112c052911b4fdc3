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

/** What an instance asks its database, and what it does not. */
class CachingTest {

    private static final TestDatabase DATABASE = Instance.migrated(TestPostgres.database());
    private static final int CACHE_SIZE = 10;

    private Instant time = Instant.now();
    private Instance instance;
    private int queriesOfTheStart;

    @BeforeEach
    void start() {
        DATABASE.execute("""
                truncate apps cascade;
                insert into apps (key, name) select 'app-' || i, 'app-' || i from generate_series(1, 1000) i;
                insert into app_secrets (app_key, secret) select key, 's' from apps""");
        instance = new Instance(DATABASE, CACHE_SIZE, () -> time, change -> {});
        await().until(instance.apps()::isReachable);
        queriesOfTheStart = instance.transactions();
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void a_known_app_costs_no_query() {
        find("app-1");

        assertThat(queries()).isEqualTo(1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(instance.apps().find("app-1").toCompletableFuture()).isCompleted();
        }
        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void a_key_that_has_no_app_costs_one_query() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(find("nobody")).isEmpty();
        }

        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void a_key_that_can_have_no_app_costs_none() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(find("no key " + i)).isEmpty();
        }

        assertThat(queries()).isZero();
    }

    @Test
    void many_who_ask_for_one_app_at_once_share_a_query() {
        List<CompletionStage<Optional<App>>> all = IntStream.range(0, 1_000)
                .mapToObj(i -> instance.apps().find("app-1"))
                .toList();

        assertThat(all).allSatisfy(it -> assertThat(now(it)).contains(app("app-1")));
        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void many_who_ask_for_many_apps_at_once_share_a_few_queries() {
        List<CompletionStage<Optional<App>>> all = IntStream.rangeClosed(1, 2_000)
                .mapToObj(i -> instance.apps().find("app-" + i))
                .toList();

        for (int i = 1; i <= 2_000; i++) {
            assertThat(now(all.get(i - 1))).isEqualTo(i <= 1_000 ? Optional.of(app("app-" + i)) : Optional.empty());
        }
        assertThat(queries()).isLessThan(30);
    }

    @Test
    void strangers_push_no_app_out() {
        IntStream.rangeClosed(1, CACHE_SIZE).forEach(i -> find("app-" + i));

        IntStream.rangeClosed(1, 500)
                .mapToObj(i -> instance.apps().find("nobody-" + i))
                .forEach(CachingTest::now);

        int before = queries();
        IntStream.rangeClosed(1, CACHE_SIZE)
                .forEach(i -> assertThat(find("app-" + i)).contains(app("app-" + i)));
        assertThat(queries()).isEqualTo(before);
    }

    @Test
    void no_more_apps_are_known_than_the_setting_says_and_all_are_found() {
        for (int i = 1; i <= 100; i++) {
            assertThat(find("app-" + i)).contains(app("app-" + i));
        }

        int before = queries();
        IntStream.rangeClosed(1, 100).forEach(i -> assertThat(find("app-" + i)).contains(app("app-" + i)));
        assertThat(queries() - before).isGreaterThanOrEqualTo(100 - CACHE_SIZE);
    }

    @Test
    void a_secret_counts_until_it_expires_and_that_costs_no_query() {
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
    void an_app_whose_secrets_are_all_expired_is_not_there_and_a_put_makes_it() {
        DATABASE.execute(
                "update app_secrets set expires_at = timestamptz '%s'".formatted(time.minus(Duration.ofDays(1))));
        assertThat(find("app-1")).isEmpty();
        assertThat(now(instance.apps().list())).isEmpty();

        assertThat(now(instance.apps().put("app-1", before -> before == null ? app("app-1") : before))
                        .created())
                .isTrue();

        assertThat(find("app-1")).contains(app("app-1"));
    }

    private int queries() {
        return instance.transactions() - queriesOfTheStart;
    }

    private Optional<App> find(String key) {
        return now(instance.apps().find(key));
    }

    private static App app(String key) {
        return App.withDefaults(key, new Secret("s"));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
