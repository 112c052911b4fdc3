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

class UsageRepositoryTest {

    private static final TestDatabase DATABASE = PostgresNode.migrated(TestPostgres.database());
    private static final PostgresNode NODE = new PostgresNode(DATABASE, change -> {});
    private static final YearMonth JANUARY = YearMonth.of(2026, 1);

    private final PostgresApps apps = NODE.apps();

    @AfterAll
    static void close() {
        NODE.close();
    }

    private static LocalDate january(int day) {
        return JANUARY.atDay(day);
    }

    private void create(String key) {
        result(apps.put(key, before -> App.withDefaults(key, new Secret("s"))));
    }

    @Test
    void the_highest_count_of_each_day_is_stored() {
        create("shop");
        create("blog");
        LocalDate february = LocalDate.of(2026, 2, 1);

        result(apps.save(Map.of(
                "shop",
                Map.of(january(1), 5L, january(31), 3_000_000_000L, february, 1L),
                "blog",
                Map.of(january(1), 7L))));
        result(apps.save(Map.of("shop", Map.of(january(1), 4L, january(2), 1L))));

        assertThat(result(apps.read("shop", JANUARY)))
                .isEqualTo(Map.of(january(1), 5L, january(2), 1L, january(31), 3_000_000_000L));
        assertThat(result(apps.read("shop", JANUARY.plusMonths(1)))).isEqualTo(Map.of(february, 1L));
        assertThat(result(apps.read("blog", JANUARY))).isEqualTo(Map.of(january(1), 7L));
        assertThat(result(apps.read("nobody", JANUARY))).isEmpty();
    }

    @Test
    void counts_of_a_deleted_app_are_ignored_and_others_are_stored() {
        create("gone");
        create("here");
        result(apps.save(Map.of("gone", Map.of(january(1), 5L))));
        result(apps.delete("gone"));

        result(apps.save(Map.of("gone", Map.of(january(1), 5L), "here", Map.of(january(1), 6L))));
        create("gone");

        assertThat(result(apps.read("gone", JANUARY))).isEmpty();
        assertThat(result(apps.read("here", JANUARY))).isEqualTo(Map.of(january(1), 6L));
    }

    @Test
    void concurrent_saves_of_two_nodes_store_the_highest_count() {
        create("busy");
        create("busier");
        try (PostgresNode other = new PostgresNode(DATABASE, change -> {})) {
            List<CompletionStage<Void>> all = new ArrayList<>();
            for (long i = 2; i <= 20; i++) {
                Map<LocalDate, Long> days = Map.of(january(1), i, january((int) i), 100 + i);
                all.add(apps.save(Map.of("busy", days, "busier", days)));
                all.add(other.apps().save(Map.of("busier", days, "busy", days)));
            }
            all.forEach(UsageRepositoryTest::result);
        }

        Map<LocalDate, Long> stored = result(apps.read("busy", JANUARY));
        assertThat(stored).hasSize(20).containsEntry(january(1), 20L).containsEntry(january(20), 120L);
        assertThat(result(apps.read("busier", JANUARY))).isEqualTo(stored);
    }

    @Test
    void a_month_of_many_apps_is_stored_at_once() {
        DATABASE.execute("insert into apps (key, name) select 'many-' || i, 'x' from generate_series(1, 100) i");
        Map<LocalDate, Long> month = IntStream.rangeClosed(1, 31)
                .boxed()
                .collect(Collectors.toMap(UsageRepositoryTest::january, Integer::longValue));
        Map<String, Map<LocalDate, Long>> all =
                IntStream.rangeClosed(1, 100).boxed().collect(Collectors.toMap(i -> "many-" + i, i -> month));

        result(apps.save(all));
        result(apps.save(all));

        assertThat(DATABASE.query("select count(*) from app_events where app_key like 'many-%'"))
                .isEqualTo("3100");
        assertThat(result(apps.read("many-7", JANUARY))).isEqualTo(month);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
