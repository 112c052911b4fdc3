package dev.vask.guard;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody at an address, as far as it is counted what comes from there. */
public final class Visitor {

    private final InetAddress address;
    private final @Nullable AddressLimit connections;
    private final @Nullable AddressLimit failures;

    Visitor(InetAddress address, @Nullable AddressLimit connections, @Nullable AddressLimit failures) {
        this.address = address;
        this.connections = connections;
        this.failures = failures;
    }

    /** Opens a WebSocket: how long it should have waited, null if it may. */
    public @Nullable Duration connects() {
        if (connections == null) {
            return null;
        }
        Duration wait = connections.waitingTime(address);
        connections.count(address);
        return wait;
    }

    /** How long no signature from there is looked at, null if one is now. */
    public @Nullable Duration mayNotSign() {
        return failures == null ? null : failures.waitingTime(address);
    }

    /** Has sent a wrong signature. */
    public void failed() {
        if (failures != null) {
            failures.count(address);
        }
    }
}
