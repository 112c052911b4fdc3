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

/** The use of secrets is noted in Postgres, without a write for each use. */
class LastUseTest {

    private static final App SHOP = App.withDefaults("shop", new Secret("hush"));
    private static final AppSecret SECRET = SHOP.secrets().getFirst();

    private static final int STATEMENTS_OF_A_WRITE = 2; // one finds the secrets, one writes

    private final TestDatabase database = Instance.migrated(TestPostgres.database());
    private final List<AppChange> changes = new CopyOnWriteArrayList<>();

    @Test
    void another_instance_knows_it_soon_and_nobody_hears_of_a_change() {
        try (Instance one = new Instance(database, changes::add);
                Instance other = new Instance(database, changes::add)) {
            now(one.apps().put("shop", before -> SHOP));
            await().until(() -> now(other.apps().find("shop")).isPresent());
            settled(other);
            changes.clear();
            Instant moment = Instant.now();

            one.apps().note(SHOP, SECRET, moment);

            await().untilAsserted(() -> assertThat(now(other.apps().lastUses("shop")))
                    .isEqualTo(Map.of(SECRET.id(), LocalDate.ofInstant(moment, ZoneOffset.UTC))));
            int asked = other.transactions();
            assertThat(settled(other)).isEqualTo(asked);
            assertThat(changes).isEmpty();
        }
    }

    @Test
    void a_secret_is_written_once_a_day_however_often_it_is_of_use() {
        try (Instance instance = new Instance(database, changes::add)) {
            now(instance.apps().put("shop", before -> SHOP));
            int before = settled(instance);
            Instant today = Instant.now();
            Instant tomorrow = today.plus(Duration.ofDays(1));

            for (int i = 0; i < 10_000; i++) {
                instance.apps().note(SHOP, SECRET, today);
            }
            awaitDay(today);
            for (int i = 0; i < 10_000; i++) {
                instance.apps().note(SHOP, SECRET, i % 2 == 0 ? tomorrow : today);
            }
            awaitDay(tomorrow);

            assertThat(settled(instance)).isEqualTo(before + 2 * STATEMENTS_OF_A_WRITE);
        }
    }

    @Test
    void an_instance_that_comes_late_takes_nothing_back() {
        Instant today = Instant.now();
        try (Instance one = new Instance(database, changes::add);
                Instance late = new Instance(database, changes::add)) {
            now(one.apps().put("shop", before -> SHOP));
            one.apps().note(SHOP, SECRET, today);
            awaitDay(today);
            int before = late.transactions();

            late.apps().note(SHOP, SECRET, today.minus(Duration.ofDays(1)));

            await().until(() -> late.transactions() == before + STATEMENTS_OF_A_WRITE);
            assertThat(now(late.apps().lastUses("shop")).values())
                    .containsExactly(LocalDate.ofInstant(today, ZoneOffset.UTC));
            awaitDay(today);
        }
    }

    /** How many statements an instance has begun when it has begun none for a second. */
    private static int settled(Instance instance) {
        AtomicInteger known = new AtomicInteger(-1);
        await().pollInterval(Duration.ofSeconds(1))
                .until(() -> known.getAndSet(instance.transactions()) == instance.transactions());
        return known.get();
    }

    private void awaitDay(Instant moment) {
        String day = LocalDate.ofInstant(moment, ZoneOffset.UTC).toString();
        await().until(() -> day.equals(database.query("select last_used_on::text from app_secrets")));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
