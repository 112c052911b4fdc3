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

/** What ought to be true, told by who is where and nothing else: slow, and plainly right. */
final class Model {

    final List<Socket> sockets = new ArrayList<>();
    final Map<String, String> cached = new HashMap<>();
    private final boolean countsAreTold;

    /** One socket: where it is, who it is, and what it must have heard. */
    static final class Socket {
        /** Its channels, and as whom it is there. */
        final Map<String, Place> places = new LinkedHashMap<>();

        @Nullable
        String user;

        List<String> watchlist = List.of();
        private final List<String> heard = new ArrayList<>();

        /** What it must have heard since this was last asked. */
        List<String> hears() {
            List<String> news = List.copyOf(heard);
            heard.clear();
            return news;
        }
    }

    record Place(@Nullable Member member) {}

    /** The arrivals of members still there, for the order of the roster: channel, then id, then first description. */
    private final Map<String, LinkedHashMap<String, Member>> rosters = new HashMap<>();

    Model(int sockets, boolean countsAreTold) {
        this.countsAreTold = countsAreTold;
        for (int i = 0; i < sockets; i++) {
            this.sockets.add(new Socket());
        }
    }

    void subscribe(Socket socket, String channel, @Nullable Member member) {
        if (member != null && ids(channel).add(member.id())) {
            rosters.computeIfAbsent(channel, any -> new LinkedHashMap<>()).put(member.id(), member);
            tell(channel, LiveContract.memberAdded(channel, member));
        }
        socket.places.put(channel, new Place(member));
        tellCount(channel);
    }

    void unsubscribe(Socket socket, String channel) {
        Member member = Objects.requireNonNull(socket.places.remove(channel)).member();
        if (member != null && !ids(channel).contains(member.id())) {
            Objects.requireNonNull(rosters.get(channel)).remove(member.id());
            tell(channel, LiveContract.memberRemoved(channel, member.id()));
        }
        tellCount(channel);
    }

    Set<String> signIn(Socket socket, String user, List<String> watchlist) {
        boolean arrives = !isOnline(user);
        if (arrives) {
            tell(it -> it.watchlist.contains(user), LiveContract.online(user));
        }
        socket.user = user;
        socket.watchlist = watchlist;
        return watchlist.stream().filter(this::isOnline).collect(toCollection(TreeSet::new));
    }

    void disconnect(Socket socket) {
        List.copyOf(socket.places.keySet()).forEach(channel -> unsubscribe(socket, channel));
        String user = socket.user;
        socket.watchlist = List.of();
        socket.user = null;
        if (user != null && !isOnline(user)) {
            tell(it -> it.watchlist.contains(user), LiveContract.offline(user));
        }
        socket.heard.clear();
    }

    void publish(String channel, String data, @Nullable Socket except) {
        if (channel.contains("cache-")) {
            cached.put(channel, data);
        }
        tell(it -> it.places.containsKey(channel) && it != except, LiveContract.news(channel, data));
    }

    void tellUser(String user, String text) {
        tell(it -> user.equals(it.user), text);
    }

    private boolean isOnline(String user) {
        return sockets.stream().anyMatch(it -> user.equals(it.user));
    }

    private void tell(String channel, String text) {
        tell(it -> it.places.containsKey(channel), text);
    }

    private void tell(Predicate<Socket> who, String text) {
        sockets.stream().filter(who).forEach(it -> it.heard.add(text));
    }

    private void tellCount(String channel) {
        if (countsAreTold && !channel.startsWith("presence-")) {
            tell(channel, LiveContract.count(channel, (int) counts(channel).subscriptions()));
        }
    }

    Counts counts(String channel) {
        return new Counts(
                sockets.stream().filter(it -> it.places.containsKey(channel)).count(),
                ids(channel).size());
    }

    Collection<Member> roster(String channel) {
        return rosters.getOrDefault(channel, new LinkedHashMap<>()).values();
    }

    private Set<String> ids(String channel) {
        return sockets.stream()
                .map(it -> it.places.get(channel))
                .filter(Objects::nonNull)
                .map(Place::member)
                .filter(Objects::nonNull)
                .map(Member::id)
                .collect(toCollection(LinkedHashSet::new));
    }
}
