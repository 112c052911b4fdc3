package dev.vask.live.redis.membership;

import dev.vask.live.redis.scripts.RestoreEntryScript;
import dev.vask.live.redis.scripts.RestoreEntryScript.RestoredMember;
import dev.vask.live.redis.scripts.Slices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The calls that make Redis know what this node holds of one entry.
 *
 * @param calls the calls in their order, at least one; those after the first are about further members of a channel
 * @param users the members of a channel with connections to this node
 */
record Restoration(List<RestoreEntryScript> calls, Set<String> users) {

    /** The limit with which no member is released yet, because the next calls are about further members. */
    private static final int LATER = 0;

    /**
     * The restorations of everything in an app.
     *
     * @param known  the entries that Redis has of this node
     * @param notify whether to notify others of what is released
     * @param limit  the maximum number of members in one call
     */
    static List<Restoration> of(LocalState state, Set<String> known, boolean notify, int limit) {
        Builder builder = new Builder(state.app().subscriptionCounts(), notify, limit);
        builder.add(RestoreEntryScript.CONNECTIONS, state.connections());
        state.users().forEach((id, count) -> builder.add("u" + id, count));
        state.watched().forEach((id, count) -> builder.add("w" + id, count));
        state.channels().forEach((channel, occupancy) -> builder.add(channel.value(), occupancy));
        Set<String> surplus = new HashSet<>(known);
        builder.all.forEach(it -> surplus.remove(it.first().entry()));
        surplus.forEach(entry -> builder.add(entry, 0));
        return builder.all;
    }

    private static final class Builder {
        final List<Restoration> all = new ArrayList<>();
        private final boolean counted;
        private final boolean notify;
        private final int limit;

        Builder(boolean counted, boolean notify, int limit) {
            this.counted = counted;
            this.notify = notify;
            this.limit = limit;
        }

        void add(String entry, int count) {
            all.add(new Restoration(List.of(call(entry, count, limit, List.of())), Set.of()));
        }

        void add(String channel, LocalState.Occupancy occupancy) {
            List<RestoredMember> members = occupancy.members().stream()
                    .map(it -> new RestoredMember(
                            it.member().id(), it.connections(), it.member().info()))
                    .toList();
            List<List<RestoredMember>> slices = Slices.of(members, limit);
            List<RestoredMember> first = slices.isEmpty() ? List.of() : slices.getFirst();
            List<RestoreEntryScript> calls = new ArrayList<>();
            calls.add(call("c" + channel, occupancy.subscriptions(), slices.size() > 1 ? LATER : limit, first));
            for (List<RestoredMember> some : slices.subList(Math.min(1, slices.size()), slices.size())) {
                calls.add(call(RestoreEntryScript.members(channel), 0, limit, some));
            }
            Set<String> users = new HashSet<>();
            members.forEach(it -> users.add(it.user()));
            all.add(new Restoration(calls, users));
        }

        private RestoreEntryScript call(String entry, int count, int memberLimit, List<RestoredMember> members) {
            return new RestoreEntryScript(counted, notify, entry, count, memberLimit, members);
        }
    }

    /** The first call. */
    RestoreEntryScript first() {
        return calls.getFirst();
    }

    /** The channel. */
    String channel() {
        return first().entry().substring(1);
    }

    /** The call that releases those of the members in Redis that have no connection to this node any more; empty if all have. */
    Optional<RestoreEntryScript> releasing(List<String> known) {
        List<RestoredMember> released = known.stream()
                .filter(user -> !users.contains(user))
                .map(user -> new RestoredMember(user, 0, ""))
                .toList();
        return released.isEmpty()
                ? Optional.empty()
                : Optional.of(new RestoreEntryScript(
                        first().counted(),
                        first().notifyOthers(),
                        RestoreEntryScript.members(channel()),
                        0,
                        RestoreEntryScript.NO_MEMBERS,
                        released));
    }

    /** The call that releases the channel after its members, if this node has no subscription to it; else empty. */
    Optional<RestoreEntryScript> ending() {
        return first().count() > 0
                ? Optional.empty()
                : Optional.of(new RestoreEntryScript(
                        first().counted(),
                        first().notifyOthers(),
                        first().entry(),
                        0,
                        RestoreEntryScript.NO_MEMBERS,
                        List.of()));
    }
}
