package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.apps.App;
import dev.vask.apps.AppChange;
import dev.vask.apps.AppSecret;
import dev.vask.protocol.Secret;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The last use of secrets is stored in Postgres, without a write for each use. */
class SecretLastUsedTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("hush"));
    private static final AppSecret SECRET = SHOP.secrets().getFirst();

    private static final int STATEMENTS_PER_WRITE = 2; // a query for the secrets and an update

    private final TestDatabase database = PostgresNode.migrated(TestPostgres.database());
    private final List<AppChange> changes = new CopyOnWriteArrayList<>();

    @Test
    void another_node_reads_the_use_soon_and_no_change_is_published() {
        try (PostgresNode one = new PostgresNode(database, changes::add);
                PostgresNode other = new PostgresNode(database, changes::add)) {
            result(one.apps().put("shop", before -> SHOP));
            await().until(() -> result(other.apps().find("shop")).isPresent());
            statementsWhenIdle(other);
            changes.clear();
            Instant time = Instant.now();

            one.apps().recordUse(SHOP, SECRET, time);

            await().untilAsserted(() -> assertThat(result(other.apps().lastUsedDays("shop")))
                    .isEqualTo(Map.of(SECRET.id(), LocalDate.ofInstant(time, ZoneOffset.UTC))));
            int statements = other.transactions();
            assertThat(statementsWhenIdle(other)).isEqualTo(statements);
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void a_secret_is_written_once_a_day_regardless_of_the_number_of_uses() {
        try (PostgresNode node = new PostgresNode(database, changes::add)) {
            result(node.apps().put("shop", before -> SHOP));
            int before = statementsWhenIdle(node);
            Instant today = Instant.now();
            Instant tomorrow = today.plus(Duration.ofDays(1));

            for (int i = 0; i < 10_000; i++) {
                node.apps().recordUse(SHOP, SECRET, today);
            }
            awaitDay(today);
            for (int i = 0; i < 10_000; i++) {
                node.apps().recordUse(SHOP, SECRET, i % 2 == 0 ? tomorrow : today);
            }
            awaitDay(tomorrow);

            assertThat(statementsWhenIdle(node)).isEqualTo(before + 2 * STATEMENTS_PER_WRITE);
        }
    }

    @Test
    void an_earlier_day_does_not_replace_a_later_one() {
        Instant today = Instant.now();
        try (PostgresNode one = new PostgresNode(database, changes::add);
                PostgresNode late = new PostgresNode(database, changes::add)) {
            result(one.apps().put("shop", before -> SHOP));
            one.apps().recordUse(SHOP, SECRET, today);
            awaitDay(today);
            int before = late.transactions();

            late.apps().recordUse(SHOP, SECRET, today.minus(Duration.ofDays(1)));

            await().until(() -> late.transactions() == before + STATEMENTS_PER_WRITE);
            assertThat(result(late.apps().lastUsedDays("shop")).values())
                    .containsExactly(LocalDate.ofInstant(today, ZoneOffset.UTC));
            awaitDay(today);
        }
    }

    /** The number of statements of a node, after it has had no new statement for a second. */
    private static int statementsWhenIdle(PostgresNode node) {
        AtomicInteger known = new AtomicInteger(-1);
        await().pollInterval(Duration.ofSeconds(1))
                .until(() -> known.getAndSet(node.transactions()) == node.transactions());
        return known.get();
    }

    private void awaitDay(Instant time) {
        String day = LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
        await().until(() -> day.equals(database.query("select last_used_on::text from app_secrets")));
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
