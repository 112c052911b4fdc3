package dev.vask.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What it costs to join a presence channel on which there are members already. */
record Joining(Server server, BenchRedis redis) {

    private static final List<Integer> MEMBERS = List.of(1, 10, 100, 1_000);
    private static final int TIMES = 200;

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<Visitor> members = new ArrayList<>();
        try (Visitor guest = new Visitor(server)) {
            for (int count : MEMBERS) {
                while (members.size() < count) {
                    Visitor member = new Visitor(server);
                    member.join("presence-joining", "member-" + members.size());
                    members.add(member);
                }
                measures.addAll(joins(guest, count));
            }
        }
        members.forEach(Visitor::close);
        return measures;
    }

    private List<Measure> joins(Visitor guest, int members) {
        double[] inRedis = new double[TIMES];
        double[] asSeen = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            CommandStats before = redis.commands();
            asSeen[i] = guest.join("presence-joining", "guest") / 1e3;
            inRedis[i] = redis.commands().since(before).scriptMicros();
            guest.unsubscribe("presence-joining");
        }
        Arrays.sort(inRedis);
        Arrays.sort(asSeen);
        String among = "join %,d member(s)".formatted(members);
        return List.of(
                Measure.of(among + ": µs in Redis", inRedis[TIMES / 2]),
                Measure.of(among + ": seen p50, µs", asSeen[TIMES / 2]),
                Measure.of(among + ": seen p99, µs", asSeen[TIMES * 99 / 100]));
    }
}
