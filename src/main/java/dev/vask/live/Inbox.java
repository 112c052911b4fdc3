package dev.vask.live;

/** Where a node hears what others published. */
@FunctionalInterface
public interface Inbox {

    /** Takes one message; messages of an app come in the order of their sequence. Must not wait, nor call {@link LiveState}. */
    void receive(Message message);
}
