package dev.vask.http;

import jakarta.inject.Singleton;

/** Whether this node is stopping. A stopping node is not ready, but continues to serve until its ports are closed. */
@Singleton
public final class ShutdownState {

    private volatile boolean stopping;

    /** Marks the node as stopping. This cannot be undone. */
    public void begin() {
        stopping = true;
    }

    /** Whether the node is stopping. */
    public boolean isStopping() {
        return stopping;
    }
}
