package dev.vask.feed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.live.NodeLease;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Asks all nodes of the service a question, and collects their answers for a limited time. Thread-safe. */
@Singleton
public final class NodeQueries {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final String QUESTION = "question";
    private static final String ANSWER = "answer";
    private static final String ID = "id";
    private static final String ABOUT = "about";
    private static final String CONTENT = "content";

    private final NodeBus bus;
    private final Instance<NodeQueryHandler> handlers;
    private final Vertx vertx;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, PendingQuery> pending = new ConcurrentHashMap<>();

    NodeQueries(NodeBus bus, Instance<NodeQueryHandler> handlers, Vertx vertx) {
        this.bus = bus;
        this.handlers = handlers;
        this.vertx = vertx;
    }

    /** Starts to answer other nodes. */
    public void start() {
        bus.on(QUESTION, this::answer);
        bus.on(ANSWER, this::collect);
    }

    /** A question whose answers are being collected. */
    private static final class PendingQuery {
        final Map<String, ObjectNode> answers = new ConcurrentHashMap<>();
        final CompletableFuture<Map<String, ObjectNode>> result = new CompletableFuture<>();

        /** The nodes that have to answer; null until they are known. */
        @Nullable
        Set<String> expected;

        synchronized void expect(Set<String> nodes) {
            expected = nodes;
            completeIfAnswered();
        }

        synchronized void add(String node, ObjectNode answer) {
            answers.put(node, answer);
            completeIfAnswered();
        }

        private void completeIfAnswered() {
            if (expected != null && answers.keySet().containsAll(expected)) {
                complete();
            }
        }

        void complete() {
            result.complete(Map.copyOf(answers));
        }
    }

    /**
     * Asks all nodes.
     *
     * @param kind     the kind of question
     * @param question its parameters
     * @return the answers by node, without those of nodes that did not answer in time; never fails
     */
    public CompletionStage<Map<String, ObjectNode>> ask(String kind, ObjectNode question) {
        long id = ids.incrementAndGet();
        PendingQuery query = new PendingQuery();
        query.add(bus.node(), local(kind, question));
        pending.put(id, query);
        long timer = vertx.setTimer(TIMEOUT.toMillis(), ignored -> query.complete());
        bus.nodes().whenComplete((nodes, failure) -> query.expect(failure == null ? alive(nodes) : Set.of()));
        bus.broadcast(QUESTION, envelope(id, question).put(ABOUT, kind));
        return query.result.whenComplete((answers, failure) -> {
            pending.remove(id);
            vertx.cancelTimer(timer);
        });
    }

    private static Set<String> alive(List<NodeLease> nodes) {
        Set<String> alive = new HashSet<>();
        nodes.stream().filter(NodeLease::isAlive).forEach(it -> alive.add(it.node()));
        return alive;
    }

    private ObjectNode local(String kind, ObjectNode question) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        handlers.stream().filter(it -> it.kind().equals(kind)).forEach(it -> it.answer(question, answer));
        return answer;
    }

    private static ObjectNode envelope(long id, ObjectNode content) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put(ID, id);
        envelope.set(CONTENT, content);
        return envelope;
    }

    private void answer(String from, ObjectNode message) {
        ObjectNode answer = local(message.path(ABOUT).asText(), message.withObject("/" + CONTENT));
        bus.send(from, ANSWER, envelope(message.path(ID).asLong(), answer));
    }

    private void collect(String from, ObjectNode message) {
        PendingQuery query = pending.get(message.path(ID).asLong());
        if (query != null) {
            query.add(from, message.withObject("/" + CONTENT));
        }
    }
}
