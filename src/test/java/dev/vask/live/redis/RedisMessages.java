package dev.vask.live.redis;

import dev.vask.support.RedisProcess;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Records the messages to the inboxes and trace topics of all nodes with a prefix. */
final class RedisMessages implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final List<PublishedMessage> published = new CopyOnWriteArrayList<>();

    /** A message and its topic. */
    record PublishedMessage(String topic, String text) {}

    private RedisMessages() {}

    /** Starts to record. */
    static RedisMessages record(RedisProcess server, String prefix) {
        RedisMessages messages = new RedisMessages();
        Redis redis = Redis.createClient(messages.vertx, server.url());
        RedisConnection connection = ClusterNode.resultOf(redis.connect().toCompletionStage());
        connection.handler(messages::received);
        ClusterNode.resultOf(connection
                .send(Request.cmd(Command.PSUBSCRIBE).arg(prefix + ":inbox:*").arg(prefix + ":traces:*"))
                .toCompletionStage());
        return messages;
    }

    private void received(@Nullable Response message) {
        if (message != null
                && message.get(0).toString().equals("pmessage")
                && !message.get(3).toString().equals("echo")) {
            published.add(new PublishedMessage(
                    message.get(2).toString(), message.get(3).toString()));
        }
    }

    /** The messages so far; the list grows. */
    List<PublishedMessage> published() {
        return published;
    }

    @Override
    public void close() {
        vertx.close();
    }
}
