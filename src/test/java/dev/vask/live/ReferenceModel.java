package dev.vask.live;

import static java.util.stream.Collectors.toCollection;

import dev.vask.protocol.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A simple, slow model of the live state, derived from the connections only. */
final class ReferenceModel {

    final List<ModelConnection> connections = new ArrayList<>();
    final Map<String, String> cached = new HashMap<>();
    private final boolean sendsCounts;

    /** A connection, with its subscriptions, its user and its expected frames. */
    static final class ModelConnection {
        /** Its subscriptions, by channel. */
        final Map<String, ModelSubscription> subscriptions = new LinkedHashMap<>();

        @Nullable
        String user;

        List<String> watchlist = List.of();
        private final List<String> frames = new ArrayList<>();

        /** The expected frames since the last call. */
        List<String> received() {
            List<String> all = List.copyOf(frames);
            frames.clear();
            return all;
        }
    }

    record ModelSubscription(@Nullable Member member) {}

    /** The members by channel and id, in order of arrival. */
    private final Map<String, LinkedHashMap<String, Member>> membersByChannel = new HashMap<>();

    ReferenceModel(int connections, boolean sendsCounts) {
        this.sendsCounts = sendsCounts;
        for (int i = 0; i < connections; i++) {
            this.connections.add(new ModelConnection());
        }
    }

    void subscribe(ModelConnection connection, String channel, @Nullable Member member) {
        if (member != null && ids(channel).add(member.id())) {
            membersByChannel
                    .computeIfAbsent(channel, key -> new LinkedHashMap<>())
                    .put(member.id(), member);
            deliver(channel, LiveContract.memberAdded(channel, member));
        }
        connection.subscriptions.put(channel, new ModelSubscription(member));
        deliverCount(channel);
    }

    void unsubscribe(ModelConnection connection, String channel) {
        Member member =
                Objects.requireNonNull(connection.subscriptions.remove(channel)).member();
        if (member != null && !ids(channel).contains(member.id())) {
            Objects.requireNonNull(membersByChannel.get(channel)).remove(member.id());
            deliver(channel, LiveContract.memberRemoved(channel, member.id()));
        }
        deliverCount(channel);
    }

    Set<String> signIn(ModelConnection connection, String user, List<String> watchlist) {
        boolean comesOnline = !isOnline(user);
        if (comesOnline) {
            deliver(it -> it.watchlist.contains(user), LiveContract.online(user));
        }
        connection.user = user;
        connection.watchlist = watchlist;
        return watchlist.stream().filter(this::isOnline).collect(toCollection(TreeSet::new));
    }

    void disconnect(ModelConnection connection) {
        List.copyOf(connection.subscriptions.keySet()).forEach(channel -> unsubscribe(connection, channel));
        String user = connection.user;
        connection.watchlist = List.of();
        connection.user = null;
        if (user != null && !isOnline(user)) {
            deliver(it -> it.watchlist.contains(user), LiveContract.offline(user));
        }
        connection.frames.clear();
    }

    /** An event of a backend, as text with its id. */
    void publish(String channel, String data, String text, @Nullable ModelConnection except) {
        if (channel.contains("cache-")) {
            cached.put(channel, data);
        }
        publish(channel, text, except);
    }

    /** An event of a client, as text with its id. */
    void publish(String channel, String text, @Nullable ModelConnection except) {
        deliver(it -> it.subscriptions.containsKey(channel) && it != except, text);
    }

    void deliverToUser(String user, String text) {
        deliver(it -> user.equals(it.user), text);
    }

    private boolean isOnline(String user) {
        return connections.stream().anyMatch(it -> user.equals(it.user));
    }

    private void deliver(String channel, String text) {
        deliver(it -> it.subscriptions.containsKey(channel), text);
    }

    private void deliver(Predicate<ModelConnection> receivers, String text) {
        connections.stream().filter(receivers).forEach(it -> it.frames.add(text));
    }

    private void deliverCount(String channel) {
        if (sendsCounts && !channel.startsWith("presence-")) {
            deliver(channel, LiveContract.count(channel, (int) counts(channel).subscriptions()));
        }
    }

    Counts counts(String channel) {
        return new Counts(
                connections.stream()
                        .filter(it -> it.subscriptions.containsKey(channel))
                        .count(),
                ids(channel).size());
    }

    Collection<Member> members(String channel) {
        return membersByChannel.getOrDefault(channel, new LinkedHashMap<>()).values();
    }

    private Set<String> ids(String channel) {
        return connections.stream()
                .map(it -> it.subscriptions.get(channel))
                .filter(Objects::nonNull)
                .map(ModelSubscription::member)
                .filter(Objects::nonNull)
                .map(Member::id)
                .collect(toCollection(LinkedHashSet::new));
    }
}
