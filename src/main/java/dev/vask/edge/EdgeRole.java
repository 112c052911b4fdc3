package dev.vask.edge;

import jakarta.inject.Singleton;

/** Whether this node serves WebSockets, which the start decides before the first connection. */
@Singleton
public class EdgeRole {

    private volatile boolean served;

    /** Serves WebSockets from here on. */
    public void serve() {
        served = true;
    }

    /** Whether this node serves WebSockets. */
    public boolean serves() {
        return served;
    }
}
