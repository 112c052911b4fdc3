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
 * The apps that have used up a quota. Until there is room again, Redis would say the same of all that is as heavy as what it
 * refused: so it is not asked, and an app that goes on regardless costs the others next to nothing. Safe for use by several
 * threads.
 */
final class QuotaRejectionCache {

    /** After this, Redis is asked again in any case: the app may have been forgotten, or its month been corrected. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ConcurrentHashMap<String, Refused> apps = new ConcurrentHashMap<>();

    /**
     * A refusal.
     *
     * @param quotas under which that was refused
     * @param weight of what was refused
     * @param events of what was refused
     * @param from   when Redis was asked
     * @param until  when it is to be asked again
     */
    private record Refused(Quotas quotas, int weight, int events, PublishResult answer, Instant from, Instant until) {

        boolean holdsAt(Instant now) {
            return !now.isBefore(from) && now.isBefore(until); // a clock may be set back
        }

        /** What holds for another publication, null if nothing does. */
        @Nullable
        PublishResult answer(App app, Publication other, Instant now) {
            Duration passed = Duration.between(from, now);
            return switch (answer) {
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

    /** What Redis would say, null if it has to be asked. */
    @Nullable
    PublishResult answer(App app, Publication publication, Instant now) {
        Refused refused = apps.get(app.key());
        return refused != null && refused.holdsAt(now) ? refused.answer(app, publication, now) : null;
    }

    /** Notes what Redis said when it was asked at {@code then}. */
    PublishResult note(App app, Publication publication, PublishResult answer, Instant then) {
        switch (answer) {
            case PublishResult.Accepted accepted -> {}
            case PublishResult.OverRate(Duration wait) -> note(app, publication, answer, then, wait);
            case PublishResult.OverMonth(Duration wait) -> note(app, publication, answer, then, wait);
        }
        return answer;
    }

    private void note(App app, Publication publication, PublishResult answer, Instant then, Duration wait) {
        apps.values().removeIf(refused -> !refused.holdsAt(then));
        Duration length = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
        int events = publication.events().size();
        apps.put(app.key(), new Refused(app.quotas(), publication.weight(), events, answer, then, then.plus(length)));
    }

    void forget(String app) {
        apps.remove(app);
    }
}
