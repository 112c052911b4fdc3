package dev.vask.apps;

import dev.vask.protocol.Secret;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The day on which each secret was last used in this process. */
public final class SecretLastUsedDays {

    private final Map<UsedSecret, LocalDate> days = new ConcurrentHashMap<>();

    /** A used secret of an app. */
    public record UsedSecret(String app, Secret secret) {}

    /** Records a use. Returns true if it is the first on that day. */
    public boolean recordUse(UsedSecret use, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        LocalDate before = days.get(use);
        if (before != null && !before.isBefore(day)) {
            return false;
        }
        return before == null ? days.putIfAbsent(use, day) == null : days.replace(use, before, day);
    }

    /** The days of an app's secrets, by secret id. */
    public Map<String, LocalDate> of(App app) {
        return app.secrets().stream()
                .filter(it -> days.containsKey(new UsedSecret(app.key(), it.secret())))
                .collect(Collectors.toMap(AppSecret::id, it -> days.get(new UsedSecret(app.key(), it.secret()))));
    }

    /** Removes uses. */
    public void remove(Predicate<UsedSecret> which) {
        days.keySet().removeIf(which);
    }

    /** Removes uses before a day. */
    public void removeBefore(LocalDate day) {
        days.values().removeIf(it -> it.isBefore(day));
    }
}
