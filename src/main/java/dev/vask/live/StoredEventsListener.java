package dev.vask.live;

/** Receives how many events an app has stored, whenever this node has published to it. Called on any thread; must not block. */
@FunctionalInterface
public interface StoredEventsListener {

    /** Ignores it. */
    StoredEventsListener NONE = (app, stored) -> {};

    /** The stored events of an app after a publish. */
    void stored(String app, Usage.StoredEvents stored);
}
