package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.live.redis.scripts.NotifyReleasedScript;
import dev.vask.live.redis.scripts.NotifyReleasedScript.ReleasedSubscription;
import dev.vask.live.redis.scripts.Slices;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What this node released in one app without sending it to Redis, once each. Not thread-safe. */
final class PendingReleases {

    private final Set<ReleasedSubscription> subscriptions = new LinkedHashSet<>();
    private final Set<String> users = new LinkedHashSet<>();
    private final App app;

    PendingReleases(App app) {
        this.app = app;
    }

    App app() {
        return app;
    }

    void add(Disconnection released) {
        for (Disconnection.HeldSubscription held : released.subscriptions()) {
            Member member = held.member();
            subscriptions.add(new ReleasedSubscription(held.channel().value(), member == null ? "" : member.id()));
        }
        UserId user = released.user();
        if (user != null) {
            users.add(user.value());
        }
    }

    /** The calls that notify others, each of a maximum number of subscriptions or users. */
    List<NotifyReleasedScript> notifications(int limit) {
        List<NotifyReleasedScript> calls = new ArrayList<>();
        for (List<ReleasedSubscription> some : Slices.of(List.copyOf(subscriptions), limit)) {
            calls.add(new NotifyReleasedScript(app, some, List.of()));
        }
        for (List<String> some : Slices.of(List.copyOf(users), limit)) {
            calls.add(new NotifyReleasedScript(app, List.of(), some));
        }
        return calls;
    }
}
