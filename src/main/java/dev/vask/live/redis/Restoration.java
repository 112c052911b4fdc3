package dev.vask.live.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls of {@link LuaScript#RESTORE_ENTRY} that make Redis know what this node holds of one thing.
 *
 * @param held  what it is, as in the key {@code n} of the scripts, or {@code conn}
 * @param calls in their order, at least one; those after the first are about further members of a channel
 * @param users the members of a channel who are here
 */
record Restoration(String held, List<List<String>> calls, Set<String> users) {

    private static final String NOT_TO_LOOK = "-1";
    private static final String NONE = "0";

    /**
     * Of everything about an app.
     *
     * @param known what Redis believes that this node holds
     * @param tell  whether others are to hear of what is gone
     * @param slice how many members one call is about at most
     */
    static List<Restoration> of(LocalState holdings, Set<String> known, boolean tell, int slice) {
        List<String> head = ScriptArguments.restored(holdings.app(), tell);
        List<Restoration> all = new ArrayList<>();
        all.add(of(head, "conn", holdings.connections(), slice));
        holdings.users().forEach((id, count) -> all.add(of(head, "u" + id, count, slice)));
        holdings.watched().forEach((id, count) -> all.add(of(head, "w" + id, count, slice)));
        holdings.channels().forEach((channel, here) -> all.add(of(head, "c" + channel, here, slice)));
        Set<String> surplus = new HashSet<>(known);
        all.forEach(it -> surplus.remove(it.held()));
        surplus.forEach(gone -> all.add(of(head, gone, 0, slice)));
        return all;
    }

    private static Restoration of(List<String> head, String held, int count, int slice) {
        return new Restoration(held, List.of(call(head, held, count, Integer.toString(slice), List.of())), Set.of());
    }

    private static Restoration of(List<String> head, String held, LocalState.Occupancy here, int slice) {
        List<LocalState.Presence> members = List.copyOf(here.members());
        List<List<LocalState.Presence>> slices = Slices.of(members, slice);
        List<LocalState.Presence> first = slices.isEmpty() ? List.of() : slices.getFirst();
        String look = slices.size() > 1
                ? NONE
                : Integer.toString(slice); // who is missing in the first call may be in the next
        List<List<String>> calls = new ArrayList<>();
        calls.add(call(head, held, here.subscriptions(), look, first));
        for (List<LocalState.Presence> some : slices.subList(Math.min(1, slices.size()), slices.size())) {
            calls.add(call(head, membersOf(held), 0, "", some));
        }
        Set<String> users = new HashSet<>();
        members.forEach(it -> users.add(it.member().id()));
        return new Restoration(held, calls, users);
    }

    private static List<String> call(
            List<String> head, String held, int count, String look, Collection<LocalState.Presence> members) {
        List<String> arguments = new ArrayList<>(head);
        arguments.add(held);
        arguments.add(Integer.toString(count));
        if (!look.isEmpty()) {
            arguments.add(look);
        }
        arguments.add(Integer.toString(members.size()));
        for (LocalState.Presence presence : members) {
            arguments.add(presence.member().id());
            arguments.add(Integer.toString(presence.connections()));
            arguments.add(presence.member().info());
        }
        return arguments;
    }

    private static String membersOf(String held) {
        return "m" + held.substring(1);
    }

    /** The channel. */
    String channel() {
        return held.substring(1);
    }

    /** The call that removes those of members of the channel that Redis attributes to this node and that are not here; empty if all are. */
    List<String> removing(List<String> believed) {
        List<String> gone = new ArrayList<>(believed);
        gone.removeAll(users);
        if (gone.isEmpty()) {
            return List.of();
        }
        List<String> arguments = new ArrayList<>(head());
        arguments.addAll(List.of(membersOf(held), "0", Integer.toString(gone.size())));
        gone.forEach(user -> arguments.addAll(List.of(user, "0", "")));
        return arguments;
    }

    /** The call that makes an end of a channel that nobody here is subscribed to, when its members are gone; empty if someone is. */
    List<String> ending() {
        boolean isEnd = calls.getFirst().get(head().size() + 1).equals(NONE);
        return isEnd ? call(head(), held, 0, NOT_TO_LOOK, List.of()) : List.of();
    }

    private List<String> head() {
        return calls.getFirst().subList(0, ScriptArguments.RESTORE_HEAD);
    }
}
