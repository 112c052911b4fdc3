package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Round trips, commands and time in Redis for each operation of a connection. */
record RedisOperationCost(Server server, BenchRedis redis) {

    private static final int REPETITIONS = 300;
    private static final String PRESENCE_CHANNEL = "presence-operations";

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<BlockingClient> clients = new ArrayList<>();
        measures.addAll(measure("connect", () -> IntStream.range(0, REPETITIONS)
                .forEach(i -> clients.add(new BlockingClient(server)))));
        measures.addAll(measure(
                "subscribe, new channel", () -> forEach(clients, (client, i) -> client.subscribe("operations-" + i))));
        measures.addAll(measure(
                "subscribe, existing channel", () -> forEach(clients, (client, i) -> client.subscribe("operations"))));
        measures.addAll(
                measure("join", () -> forEach(clients, (client, i) -> client.join(PRESENCE_CHANNEL, "user-" + i))));
        measures.addAll(
                measure("unsubscribe", () -> forEach(clients, (client, i) -> client.unsubscribe("operations"))));
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

    /** The statistics divided by the number of operations. They include the heartbeats of the node. */
    static List<Measure> perOperation(String operation, CommandStats stats, long count) {
        return List.of(
                Measure.of(operation + ": round trips", (double) stats.scriptCalls() / count),
                Measure.of(operation + ": commands in scripts", (double) stats.otherCalls() / count),
                Measure.of(operation + ": µs in Redis", (double) stats.scriptMicros() / count));
    }
}
