package dev.vask.live;

import dev.vask.traces.FanOutTrace;

/** Receives the messages that are published for this node. */
@FunctionalInterface
public interface Inbox {

    /**
     * Receives one message. The messages of an app arrive in the order of their sequence. Must not block, and must not call
     * {@link LiveState}.
     */
    void receive(Message message);

    /** Receives one message of a traced publish, and reports it to {@code fanOut}. */
    default void receive(Message message, FanOutTrace fanOut) {
        receive(message);
    }
}
