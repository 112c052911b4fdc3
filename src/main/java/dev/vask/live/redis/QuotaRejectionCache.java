package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.apps.Quota;
import dev.vask.apps.Quotas;
import dev.vask.live.Publication;
import dev.vask.live.PublishResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last rejections because of a quota. Until the quota has room again, Redis would reject each publication that is at least as large:
 * it is rejected here, so that an app that continues to publish causes no load on Redis. Thread-safe.
 */
final class QuotaRejectionCache {

    /** The longest time for which a rejection is used: the usage of the app may have been deleted or restored. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ConcurrentHashMap<String, Rejection> apps = new ConcurrentHashMap<>();

    /**
     * A rejection.
     *
     * @param quotas the quotas of the app at that time
     * @param weight the weight of the publication
     * @param events its number of events
     * @param result the result of the script
     * @param from   the time of the call
     * @param until  the time until which it is used
     */
    private record Rejection(Quotas quotas, int weight, int events, PublishResult result, Instant from, Instant until) {

        boolean holdsAt(Instant now) {
            return !now.isBefore(from) && now.isBefore(until); // a clock may be set back
        }

        /** The result for another publication, null if Redis decides. */
        @Nullable
        PublishResult result(App app, Publication other, Instant now) {
            Duration passed = Duration.between(from, now);
            return switch (result) {
                case PublishResult.OverRate(Duration wait)
                when other.weight() >= weight
                        && Objects.equals(
                                app.quotas().get(Quota.EVENTS_PER_SECOND), quotas.get(Quota.EVENTS_PER_SECOND)) ->
                    new PublishResult.OverRate(wait.minus(passed));
                case PublishResult.OverMonth(Duration wait)
                when other.events().size() >= events
                        && Objects.equals(
                                app.quotas().get(Quota.EVENTS_PER_MONTH), quotas.get(Quota.EVENTS_PER_MONTH)) ->
                    new PublishResult.OverMonth(wait.minus(passed));
                default -> null;
            };
        }
    }

    /** The rejection of a publication, null if Redis decides, which also knows whether it was accepted before. */
    @Nullable
    PublishResult result(App app, Publication publication, Instant now) {
        Rejection rejection = apps.get(app.key());
        return rejection != null && publication.key() == null && rejection.holdsAt(now)
                ? rejection.result(app, publication, now)
                : null;
    }

    /** Adds the result of a script that was called at {@code then}. */
    void add(App app, Publication publication, PublishResult result, Instant then) {
        switch (result) {
            case PublishResult.Accepted accepted -> {}
            case PublishResult.KeyReused() -> {}
            case PublishResult.TooManyKeys it -> {}
            case PublishResult.OverRate(Duration wait) -> add(app, publication, result, then, wait);
            case PublishResult.OverMonth(Duration wait) -> add(app, publication, result, then, wait);
        }
    }

    private void add(App app, Publication publication, PublishResult result, Instant then, Duration wait) {
        apps.values().removeIf(rejection -> !rejection.holdsAt(then));
        Duration length = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        int events = publication.events().size();
        apps.put(app.key(), new Rejection(app.quotas(), publication.weight(), events, result, then, then.plus(length)));
    }

    void remove(String app) {
        apps.remove(app);
    }
}
