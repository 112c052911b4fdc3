package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Memory in Redis of what is held there. */
record Footprint(Server server, BenchRedis redis) {

    private static final int SOCKETS = 1_000;
    private static final int CHANNELS = 10;
    private static final String LOG = "vask:{%s}:log".formatted(VaskJar.APP);

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<Visitor> visitors = new ArrayList<>();
        measures.add(grown("connection", SOCKETS, () -> IntStream.range(0, SOCKETS)
                .forEach(i -> visitors.add(new Visitor(server)))));
        measures.add(grown("channel", SOCKETS * CHANNELS, () -> subscribe(visitors, "own-%d-%d")));
        measures.add(grown("further subscription", SOCKETS * CHANNELS, () -> subscribe(visitors, "shared-%2$d")));
        measures.add(grown("member", SOCKETS, () -> IntStream.range(0, SOCKETS)
                .forEach(i -> visitors.get(i).join("presence-memory", "user-" + i))));
        visitors.forEach(Visitor::close);
        return measures;
    }

    private static void subscribe(List<Visitor> visitors, String name) {
        for (int i = 0; i < visitors.size(); i++) {
            for (int c = 0; c < CHANNELS; c++) {
                visitors.get(i).subscribe(name.formatted(i, c));
            }
        }
    }

    private Measure grown(String what, int times, Runnable all) {
        long before = redis.memoryWithout(LOG);
        all.run();
        return Measure.of("memory, B per " + what, (double) (redis.memoryWithout(LOG) - before) / times);
    }
}
