package dev.vask.live.memory;

import dev.vask.live.NodeLease;
import dev.vask.live.NodeMessages;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;

/** {@link NodeMessages} of a process that has no other nodes. Its lease never ends. */
final class SingleNode implements NodeMessages {

    private final String name =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    @Override
    public String node() {
        return name;
    }

    @Override
    public void onMessage(BiConsumer<String, String> receiver) {}

    @Override
    public void broadcast(String message) {}

    @Override
    public void send(String node, String message) {}

    @Override
    public CompletionStage<List<NodeLease>> nodes() {
        return CompletableFuture.completedFuture(List.of(new NodeLease(name, true, 0)));
    }
}
