package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What Redis is asked for each deed of a socket, and does for it. */
record RedisOperationCost(Server server, BenchRedis redis) {

    private static final int REPETITIONS = 300;
    private static final String PRESENCE_CHANNEL = "presence-deeds";

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<BlockingClient> clients = new ArrayList<>();
        measures.addAll(measure("connect", () -> IntStream.range(0, REPETITIONS)
                .forEach(i -> clients.add(new BlockingClient(server)))));
        measures.addAll(measure(
                "subscribe, new channel", () -> forEach(clients, (client, i) -> client.subscribe("deeds-" + i))));
        measures.addAll(
                measure("subscribe, old channel", () -> forEach(clients, (client, i) -> client.subscribe("deeds"))));
        measures.addAll(
                measure("join", () -> forEach(clients, (client, i) -> client.join(PRESENCE_CHANNEL, "user-" + i))));
        measures.addAll(measure("unsubscribe", () -> forEach(clients, (client, i) -> client.unsubscribe("deeds"))));
        clients.forEach(BlockingClient::close);
        return measures;
    }

    private interface Operation {
        void run(BlockingClient client, int number);
    }

    private static void forEach(List<BlockingClient> clients, Operation operation) {
        for (int i = 0; i < clients.size(); i++) {
            operation.run(clients.get(i), i);
        }
    }

    private List<Measure> measure(String operation, Runnable operations) {
        CommandStats before = redis.commandStats();
        operations.run();
        return perOperation(operation, redis.commandStats().since(before), REPETITIONS);
    }

    /** Of what Redis did meanwhile, the share of each deed. The heartbeats of the instance are among it. */
    static List<Measure> perOperation(String operation, CommandStats stats, long count) {
        return List.of(
                Measure.of(operation + ": round trips", (double) stats.scriptCalls() / count),
                Measure.of(operation + ": commands within", (double) stats.otherCalls() / count),
                Measure.of(operation + ": µs in Redis", (double) stats.scriptMicros() / count));
    }
}
