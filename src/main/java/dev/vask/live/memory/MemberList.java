package dev.vask.live.memory;

import dev.vask.protocol.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The members of a presence channel: a user joins with its first connection and leaves with its last (7.3, 7.4). */
final class MemberList {

    private final Map<String, Presence> members = new LinkedHashMap<>();

    /** Adds a connection. Returns true if it is the first of its user. */
    boolean join(Member member) {
        Presence presence = members.computeIfAbsent(member.id(), id -> new Presence(member));
        return ++presence.connections == 1;
    }

    /** Removes a connection. Returns true if it was the last of its user. */
    boolean leave(Member member) {
        Presence presence = members.get(member.id());
        if (presence == null || --presence.connections > 0) {
            return false;
        }
        members.remove(member.id());
        return true;
    }

    boolean has(Member member) {
        return members.containsKey(member.id());
    }

    int size() {
        return members.size();
    }

    /** All members in order of arrival, each with the info of its first connection (7.5). */
    List<Member> list() {
        if (members.isEmpty()) {
            return List.of();
        }
        List<Member> all = new ArrayList<>(members.size());
        members.values().forEach(presence -> all.add(presence.member));
        return all;
    }

    private static final class Presence {
        final Member member;
        int connections;

        Presence(Member member) {
            this.member = member;
        }
    }
}
