package dev.vask.apps.postgres;

import dev.vask.apps.AppsUnavailableException;
import dev.vask.apps.SecretLastUsedDays.Use;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the tables of apps, and told them, in statements that each stand alone. In plain SQL, since an instance that
 * changes no apps needs no Hibernate, which takes a part of a start and of the first lookup. All may be asked from any thread, and
 * fail with {@link AppsUnavailableException} if Postgres cannot be reached.
 */
final class AppQueries {

    private static final String APPS = """
            select apps.*, app_secrets.*, app_secrets.created_at as secret_created_at
            from apps left join app_secrets on app_secrets.app_key = apps.key
            %s order by apps.key, app_secrets.id desc""";

    private static final String OTHERWISE = """
            select (select count(*) from app_secrets where %s)
                + (select count(*) from apps, unnest(webhook_headers) as header where %s)""".formatted(AtRest.secretOtherwise("$1"), AtRest.headerOtherwise("$1"));

    private final Pool pool;
    private final SecretCipher cipher;
    private final QueryTimer timer;

    /**
     * The tables behind a pool of connections.
     *
     * @param cipher     opens secrets
     * @param timer      measures and limits the time of each statement
     */
    AppQueries(Pool pool, SecretCipher cipher, QueryTimer timer) {
        this.pool = pool;
        this.cipher = cipher;
        this.timer = timer;
    }

    /** The apps with these keys, and their secrets, the newest first. */
    CompletionStage<List<AppRow>> read(Collection<String> keys) {
        return ask(
                        APPS.formatted("where apps.key = any($1)"),
                        Tuple.tuple().addArrayOfString(keys.toArray(String[]::new)))
                .thenApply(this::apps);
    }

    /** All apps, by key. */
    CompletionStage<List<AppRow>> readAll() {
        return ask(APPS.formatted(""), Tuple.tuple()).thenApply(this::apps);
    }

    /** Deletes an app and its secrets; false if there was none. */
    CompletionStage<Boolean> delete(String key) {
        return ask("delete from apps where key = $1", Tuple.of(key)).thenApply(deleted -> deleted.rowCount() > 0);
    }

    /** How many secrets and headers of webhooks are not under the first key, or not in the current format. */
    CompletionStage<Long> countOtherwise() {
        return ask(OTHERWISE, Tuple.of(cipher.first()))
                .thenApply(counted -> counted.iterator().next().getLong(0));
    }

    private List<AppRow> apps(RowSet<Row> rows) {
        Map<String, AppRow> apps = new LinkedHashMap<>();
        for (Row row : rows) {
            AppRow app = apps.computeIfAbsent(row.getString("key"), key -> AppRow.of(row));
            if (row.getLong("id") != null) {
                app.secrets.add(SecretRow.of(row, app));
            }
        }
        apps.values().forEach(app -> app.open(cipher));
        return List.copyOf(apps.values());
    }

    /** What is kept of the events of a month of an app. */
    CompletionStage<Map<LocalDate, Long>> events(String key, YearMonth month) {
        return ask(
                        "select day, events from app_events where app_key = $1 and day between $2 and $3",
                        Tuple.of(key, month.atDay(1), month.atEndOfMonth()))
                .thenApply(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getLocalDate("day"), row -> row.getLong("events"))));
    }

    /** Keeps events by app and day, in an order that no two instances can block each other by. */
    CompletionStage<Void> keepEvents(Map<String, Map<LocalDate, Long>> events) {
        JsonArray told = new JsonArray();
        events.forEach((key, days) -> days.forEach((day, number) -> told.add(
                new JsonObject().put("app_key", key).put("day", day.toString()).put("events", number))));
        return ask("""
                insert into app_events as kept (app_key, day, events)
                select told.app_key, told.day, told.events
                from json_to_recordset($1::json) as told (app_key text, day date, events bigint)
                join apps on apps.key = told.app_key
                order by told.app_key, told.day
                on conflict (app_key, day) do update set events = greatest(kept.events, excluded.events)""", Tuple.of(told)).thenAccept(kept -> {});
    }

    /** Stores on which days secrets were last used, unless a later day is stored. */
    CompletionStage<@Nullable Void> write(Map<Use, LocalDate> uses) {
        Set<String> keys = uses.keySet().stream().map(Use::app).collect(Collectors.toSet());
        return read(keys).thenCompose(apps -> {
            CompletionStage<@Nullable Void> written = CompletableFuture.completedFuture(null);
            for (var day : idsByDay(apps, uses).entrySet()) {
                written = written.thenCompose(before -> write(day.getKey(), day.getValue()));
            }
            return written;
        });
    }

    private static Map<LocalDate, List<Long>> idsByDay(List<AppRow> apps, Map<Use, LocalDate> uses) {
        Map<LocalDate, List<Long>> ids = new HashMap<>();
        for (AppRow app : apps) {
            for (SecretRow row : app.secrets) {
                row.secret().map(it -> uses.get(new Use(app.key, it.secret()))).ifPresent(day -> ids.computeIfAbsent(
                                day, it -> new ArrayList<>())
                        .add(row.id));
            }
        }
        return ids;
    }

    private CompletionStage<@Nullable Void> write(LocalDate day, List<Long> ids) {
        return ask("""
                update app_secrets set last_used_on = $1
                where id = any($2) and (last_used_on is null or last_used_on < $1)""", Tuple.of(day).addArrayOfLong(ids.toArray(Long[]::new))).thenAccept(written -> {});
    }

    private CompletionStage<RowSet<Row>> ask(String sql, Tuple values) {
        return timer.of(
                pool.preparedQuery(sql).execute(values).toCompletionStage().toCompletableFuture());
    }
}
