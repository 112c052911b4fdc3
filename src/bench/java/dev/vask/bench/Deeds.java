package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What Redis is asked for each deed of a socket, and does for it. */
record Deeds(Server server, BenchRedis redis) {

    private static final int EACH = 300;
    private static final String LOBBY = "presence-deeds";

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<Visitor> visitors = new ArrayList<>();
        measures.addAll(
                counted("connect", () -> IntStream.range(0, EACH).forEach(i -> visitors.add(new Visitor(server)))));
        measures.addAll(counted(
                "subscribe, new channel", () -> each(visitors, (visitor, i) -> visitor.subscribe("deeds-" + i))));
        measures.addAll(
                counted("subscribe, old channel", () -> each(visitors, (visitor, i) -> visitor.subscribe("deeds"))));
        measures.addAll(counted("join", () -> each(visitors, (visitor, i) -> visitor.join(LOBBY, "user-" + i))));
        measures.addAll(counted("unsubscribe", () -> each(visitors, (visitor, i) -> visitor.unsubscribe("deeds"))));
        visitors.forEach(Visitor::close);
        return measures;
    }

    private interface Deed {
        void done(Visitor visitor, int number);
    }

    private static void each(List<Visitor> visitors, Deed deed) {
        for (int i = 0; i < visitors.size(); i++) {
            deed.done(visitors.get(i), i);
        }
    }

    private List<Measure> counted(String deed, Runnable all) {
        CommandStats before = redis.commands();
        all.run();
        return of(deed, redis.commands().since(before), EACH);
    }

    /** Of what Redis did meanwhile, the share of each deed. The heartbeats of the instance are among it. */
    static List<Measure> of(String deed, CommandStats did, long deeds) {
        return List.of(
                Measure.of(deed + ": round trips", (double) did.scripts() / deeds),
                Measure.of(deed + ": commands within", (double) did.others() / deeds),
                Measure.of(deed + ": µs in Redis", (double) did.scriptMicros() / deeds));
    }
}
