package dev.vask.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Bytes of Redis' memory per connection, channel, subscription and member. */
record RedisMemoryCost(Server server, BenchRedis redis) {

    private static final int CONNECTIONS = 1_000;
    private static final int CHANNELS_PER_CONNECTION = 10;
    private static final String LOG_KEY = "vask:{%s}:log".formatted(VaskJar.APP);

    List<Measure> measures() {
        List<Measure> measures = new ArrayList<>();
        List<BlockingClient> clients = new ArrayList<>();
        measures.add(growthPer("connection", CONNECTIONS, () -> IntStream.range(0, CONNECTIONS)
                .forEach(i -> clients.add(new BlockingClient(server)))));
        measures.add(
                growthPer("channel", CONNECTIONS * CHANNELS_PER_CONNECTION, () -> subscribe(clients, "own-%d-%d")));
        measures.add(growthPer(
                "further subscription",
                CONNECTIONS * CHANNELS_PER_CONNECTION,
                () -> subscribe(clients, "shared-%2$d")));
        measures.add(growthPer("member", CONNECTIONS, () -> IntStream.range(0, CONNECTIONS)
                .forEach(i -> clients.get(i).join("presence-memory", "user-" + i))));
        clients.forEach(BlockingClient::close);
        return measures;
    }

    private static void subscribe(List<BlockingClient> clients, String name) {
        for (int i = 0; i < clients.size(); i++) {
            for (int c = 0; c < CHANNELS_PER_CONNECTION; c++) {
                clients.get(i).subscribe(name.formatted(i, c));
            }
        }
    }

    private Measure growthPer(String item, int count, Runnable create) {
        long before = redis.usedMemoryExcluding(LOG_KEY);
        create.run();
        return Measure.of("memory, B per " + item, (double) (redis.usedMemoryExcluding(LOG_KEY) - before) / count);
    }
}
