package dev.vask.guard;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody at an address, as far as it is counted what comes from there. */
public final class Visitor {

    private final InetAddress address;
    private final @Nullable AddressLimit connections;
    private final @Nullable AddressLimit failures;
    private final Meters meters;

    Visitor(InetAddress address, @Nullable AddressLimit connections, @Nullable AddressLimit failures, Meters meters) {
        this.address = address;
        this.connections = connections;
        this.failures = failures;
        this.meters = meters;
    }

    /** Opens a WebSocket: how long it should have waited, null if it may. */
    public @Nullable Duration connects() {
        if (connections == null) {
            return null;
        }
        Duration wait = connections.waitingTime(address);
        connections.count(address);
        return counted(wait, Bound.ADDRESS_CONNECTIONS);
    }

    /** How long no signature from there is looked at, null if one is now. */
    public @Nullable Duration mayNotSign() {
        return failures == null ? null : counted(failures.waitingTime(address), Bound.ADDRESS_SIGNATURES);
    }

    private @Nullable Duration counted(@Nullable Duration wait, Bound bound) {
        if (wait != null) {
            meters.rejected(bound);
        }
        return wait;
    }

    /** Has sent a wrong signature. */
    public void failed() {
        if (failures != null) {
            failures.count(address);
        }
    }
}
