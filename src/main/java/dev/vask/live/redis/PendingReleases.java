package dev.vask.live.redis;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.LinkedHashSet;
import java.util.Set;

/** What this node gave up of one app without Redis being told, once each. For one thread at a time. */
final class PendingReleases {

    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final Set<String> users = new LinkedHashSet<>();
    private final App app;

    /** A subscription that is gone, and the user it was for, empty off presence channels. */
    record Subscription(ChannelName channel, String user) {}

    PendingReleases(App app) {
        this.app = app;
    }

    App app() {
        return app;
    }

    Set<Subscription> subscriptions() {
        return subscriptions;
    }

    Set<String> users() {
        return users;
    }

    void add(Disconnection what) {
        for (Disconnection.Held held : what.subscriptions()) {
            Member member = held.member();
            subscriptions.add(new Subscription(held.channel(), member == null ? "" : member.id()));
        }
        UserId user = what.user();
        if (user != null) {
            users.add(user.value());
        }
    }
}
