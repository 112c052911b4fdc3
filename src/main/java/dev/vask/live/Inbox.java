package dev.vask.live;

/** Receives the messages that are published for this node. */
@FunctionalInterface
public interface Inbox {

    /**
     * Receives one message, and reports its delivery to its trace. The messages of an app arrive in the order of their sequence. Must
     * not block, and must not call {@link LiveState}.
     */
    void receive(Message message);
}
