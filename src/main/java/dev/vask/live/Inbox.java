package dev.vask.live;

import dev.vask.traces.FanOut;

/** Where a node hears what others published. */
@FunctionalInterface
public interface Inbox {

    /** Takes one message; messages of an app come in the order of their sequence. Must not wait, nor call {@link LiveState}. */
    void receive(Message message);

    /** Takes one message of a publish that is traced: {@code fanOut} is told of it. */
    default void receive(Message message, FanOut fanOut) {
        receive(message);
    }
}
