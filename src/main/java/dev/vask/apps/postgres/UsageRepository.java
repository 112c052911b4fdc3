package dev.vask.apps.postgres;

import dev.vask.apps.UsageStore;
import io.smallrye.mutiny.Uni;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The events that apps published by day, in the database. */
final class UsageRepository implements UsageStore {

    private static final int BATCH_SIZE = 100;

    private final Sessions sessions;

    UsageRepository(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public CompletionStage<Map<LocalDate, Long>> read(String app, YearMonth month) {
        return sessions.query(session -> rows(session, List.of(app), month.atDay(1), month.atEndOfMonth())
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> row.key.day(), row -> row.events))));
    }

    @Override
    public CompletionStage<Void> save(Map<String, Map<LocalDate, Long>> events) {
        return sessions.transaction(
                session -> lock(session, events.keySet()).flatMap(apps -> save(session, only(apps, events))));
    }

    /** Locks the apps that exist, so that they are not deleted meanwhile, and no other node stores their events. */
    private static Uni<List<String>> lock(Mutiny.Session session, Collection<String> keys) {
        return Queries.of(session)
                .lockApps(keys)
                .setReadOnly(true)
                .getResultList()
                .map(apps -> apps.stream().map(app -> app.key).toList());
    }

    private static Map<UsageRow.Key, Long> only(List<String> apps, Map<String, Map<LocalDate, Long>> events) {
        return apps.stream()
                .flatMap(app -> events.getOrDefault(app, Map.of()).entrySet().stream()
                        .map(day -> Map.entry(new UsageRow.Key(app, day.getKey()), day.getValue())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Uni<Void> save(Mutiny.Session session, Map<UsageRow.Key, Long> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Set<String> apps = events.keySet().stream().map(UsageRow.Key::app).collect(Collectors.toSet());
        List<LocalDate> days =
                events.keySet().stream().map(UsageRow.Key::day).sorted().toList();
        session.setBatchSize(BATCH_SIZE);
        return rows(session, apps, days.getFirst(), days.getLast()).flatMap(rows -> store(session, rows, events));
    }

    private static Uni<Void> store(Mutiny.Session session, List<UsageRow> rows, Map<UsageRow.Key, Long> events) {
        Map<UsageRow.Key, UsageRow> stored =
                rows.stream().collect(Collectors.toMap(row -> row.key, Function.identity()));
        List<UsageRow> added = new ArrayList<>();
        events.forEach((key, number) -> {
            UsageRow row = stored.get(key);
            if (row == null) {
                added.add(new UsageRow(key, number));
            } else {
                row.events = Math.max(row.events, number);
            }
        });
        return session.persistAll(added.toArray());
    }

    private static Uni<List<UsageRow>> rows(
            Mutiny.Session session, Collection<String> apps, LocalDate first, LocalDate last) {
        return Queries.of(session).usage(apps, first, last).getResultList();
    }
}
