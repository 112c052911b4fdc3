package dev.vask.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The cost of joining a presence channel, by the number of its members: microseconds in Redis, and the latency at the client. */
record PresenceJoinCost(Server server, BenchRedis redis) {

    private static final List<Integer> MEMBER_COUNTS = List.of(1, 10, 100, 1_000);
    private static final int JOINS = 200;

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<BlockingClient> members = new ArrayList<>();
        try (BlockingClient joiner = new BlockingClient(server)) {
            for (int count : MEMBER_COUNTS) {
                while (members.size() < count) {
                    BlockingClient member = new BlockingClient(server);
                    member.join("presence-joining", "member-" + members.size());
                    members.add(member);
                }
                measures.addAll(measureJoins(joiner, count));
            }
        }
        members.forEach(BlockingClient::close);
        return measures;
    }

    private List<Measure> measureJoins(BlockingClient joiner, int members) {
        double[] redisMicros = new double[JOINS];
        double[] clientMicros = new double[JOINS];
        for (int i = 0; i < JOINS; i++) {
            CommandStats before = redis.commandStats();
            clientMicros[i] = joiner.join("presence-joining", "guest") / 1e3;
            redisMicros[i] = redis.commandStats().since(before).scriptMicros();
            joiner.unsubscribe("presence-joining");
        }
        Arrays.sort(redisMicros);
        Arrays.sort(clientMicros);
        String prefix = "join %,d member(s)".formatted(members);
        return List.of(
                Measure.of(prefix + ": µs in Redis", redisMicros[JOINS / 2]),
                Measure.of(prefix + ": latency p50, µs", clientMicros[JOINS / 2]),
                Measure.of(prefix + ": latency p99, µs", clientMicros[JOINS * 99 / 100]));
    }
}
