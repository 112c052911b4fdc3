package dev.vask.live.redis.membership;

import dev.vask.apps.App;
import dev.vask.live.Disconnection;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.Member;
import dev.vask.protocol.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of this node hold in one app. Redis has a copy, which is restored from this one after each reconnect. Not
 * thread-safe.
 */
public final class LocalState {

    private final Map<ChannelName, Occupancy> channels = new HashMap<>();
    private final Map<String, Integer> users = new HashMap<>();
    private final Map<String, Integer> watched = new HashMap<>();
    private int connections;
    private App app;

    LocalState(App app) {
        this.app = app;
    }

    /** The subscriptions of this node to one channel. */
    static final class Occupancy {
        private final Map<String, Presence> members = new HashMap<>();
        private int subscriptions;

        int subscriptions() {
            return subscriptions;
        }

        Collection<Presence> members() {
            return members.values();
        }
    }

    /** A member and the number of its connections to this node. */
    static final class Presence {
        private final Member member;
        private int connections;

        Presence(Member member) {
            this.member = member;
        }

        Member member() {
            return member;
        }

        int connections() {
            return connections;
        }
    }

    App app() {
        return app;
    }

    void app(App now) {
        app = now;
    }

    int connections() {
        return connections;
    }

    Map<ChannelName, Occupancy> channels() {
        return channels;
    }

    Map<String, Integer> users() {
        return users;
    }

    Map<String, Integer> watched() {
        return watched;
    }

    boolean isEmpty() {
        return connections == 0 && channels.isEmpty() && users.isEmpty() && watched.isEmpty();
    }

    public void connect() {
        connections++;
    }

    public void disconnect(Disconnection held) {
        held.subscriptions().forEach(it -> unsubscribe(it.channel(), it.member()));
        held.watchlist().forEach(id -> count(watched, id, -1));
        UserId user = held.user();
        if (user != null) {
            count(users, user.value(), -1);
        }
        connections--;
    }

    public void subscribe(ChannelName channel, @Nullable Member member) {
        Occupancy occupancy = channels.computeIfAbsent(channel, any -> new Occupancy());
        occupancy.subscriptions++;
        if (member != null) {
            occupancy.members.computeIfAbsent(member.id(), any -> new Presence(member)).connections++;
        }
    }

    public void unsubscribe(ChannelName channel, @Nullable Member member) {
        Occupancy occupancy = channels.get(channel);
        if (occupancy == null) {
            return;
        }
        if (--occupancy.subscriptions == 0) {
            channels.remove(channel);
        } else if (member != null) {
            occupancy.members.computeIfPresent(
                    member.id(), (id, presence) -> --presence.connections == 0 ? null : presence);
        }
    }

    public void signIn(UserId user, List<String> watchlist, @Nullable List<String> replaced) {
        if (replaced == null) {
            count(users, user.value(), 1);
        } else {
            replaced.forEach(id -> count(watched, id, -1));
        }
        watchlist.forEach(id -> count(watched, id, 1));
    }

    private static void count(Map<String, Integer> counts, String id, int by) {
        counts.merge(id, by, (a, b) -> a + b == 0 ? null : a + b);
    }
}
