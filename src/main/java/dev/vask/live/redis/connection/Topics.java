package dev.vask.live.redis.connection;

import java.util.Map;
import java.util.function.Consumer;

/**
 * The topics that a connection subscribes to.
 *
 * @param own      a topic that no other node subscribes to, one of the handlers; the connection is checked with messages to it, which its
 *                 handler does not receive
 * @param handlers the handler of each topic; called on one event loop, in the order of the messages
 */
public record Topics(String own, Map<String, Consumer<String>> handlers) {}
