package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.App;
import dev.vask.protocol.Secret;
import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KeptEventsTest {

    private static final TestDatabase DATABASE = Instance.migrated(TestPostgres.database());
    private static final Instance INSTANCE = new Instance(DATABASE, change -> {});
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);

    private final PostgresApps apps = INSTANCE.apps();

    @AfterAll
    static void close() {
        INSTANCE.close();
    }

    private static LocalDate january(int day) {
        return JANUARY.atDay(day);
    }

    private void create(String key) {
        now(apps.put(key, before -> App.withDefaults(key, new Secret("s"))));
    }

    @Test
    void of_each_day_the_most_that_was_told_is_kept_by_month() {
        create("shop");
        create("blog");
        LocalDate february = LocalDate.of(2026, 2, 1);

        now(apps.keep(Map.of(
                "shop",
                Map.of(january(1), 5L, january(31), 3_000_000_000L, february, 1L),
                "blog",
                Map.of(january(1), 7L))));
        now(apps.keep(Map.of("shop", Map.of(january(1), 4L, january(2), 1L))));

        assertThat(now(apps.read("shop", JANUARY)))
                .isEqualTo(Map.of(january(1), 5L, january(2), 1L, january(31), 3_000_000_000L));
        assertThat(now(apps.read("shop", JANUARY.plusMonths(1)))).isEqualTo(Map.of(february, 1L));
        assertThat(now(apps.read("blog", JANUARY))).isEqualTo(Map.of(january(1), 7L));
        assertThat(now(apps.read("nobody", JANUARY))).isEmpty();
    }

    @Test
    void what_is_told_of_an_app_that_is_gone_is_not_kept_and_does_not_hinder_others() {
        create("gone");
        create("here");
        now(apps.keep(Map.of("gone", Map.of(january(1), 5L))));
        now(apps.delete("gone"));

        now(apps.keep(Map.of("gone", Map.of(january(1), 5L), "here", Map.of(january(1), 6L))));
        create("gone");

        assertThat(now(apps.read("gone", JANUARY))).isEmpty();
        assertThat(now(apps.read("here", JANUARY))).isEqualTo(Map.of(january(1), 6L));
    }

    @Test
    void of_what_two_instances_tell_at_once_the_most_is_kept() {
        create("busy");
        create("busier");
        try (Instance other = new Instance(DATABASE, change -> {})) {
            List<CompletionStage<Void>> all = new ArrayList<>();
            for (long i = 2; i <= 20; i++) {
                Map<LocalDate, Long> days = Map.of(january(1), i, january((int) i), 100 + i);
                all.add(apps.keep(Map.of("busy", days, "busier", days)));
                all.add(other.apps().keep(Map.of("busier", days, "busy", days)));
            }
            all.forEach(KeptEventsTest::now);
        }

        Map<LocalDate, Long> kept = now(apps.read("busy", JANUARY));
        assertThat(kept).hasSize(20).containsEntry(january(1), 20L).containsEntry(january(20), 120L);
        assertThat(now(apps.read("busier", JANUARY))).isEqualTo(kept);
    }

    @Test
    void a_month_of_many_apps_is_kept_in_one_go() {
        DATABASE.execute("insert into apps (key, name) select 'many-' || i, 'x' from generate_series(1, 100) i");
        Map<LocalDate, Long> month = IntStream.rangeClosed(1, 31)
                .boxed()
                .collect(Collectors.toMap(KeptEventsTest::january, Integer::longValue));
        Map<String, Map<LocalDate, Long>> all =
                IntStream.rangeClosed(1, 100).boxed().collect(Collectors.toMap(i -> "many-" + i, i -> month));

        now(apps.keep(all));
        now(apps.keep(all));

        assertThat(DATABASE.query("select count(*) from app_events where app_key like 'many-%'"))
                .isEqualTo("3100");
        assertThat(now(apps.read("many-7", JANUARY))).isEqualTo(month);
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
