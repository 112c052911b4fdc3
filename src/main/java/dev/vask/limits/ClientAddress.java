package dev.vask.limits;

import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client address, with the limits that apply to it. */
public final class ClientAddress {

    private final InetAddress address;
    private final @Nullable AddressRateLimit connections;
    private final @Nullable AddressRateLimit failedSignatures;
    private final Meters meters;

    ClientAddress(
            InetAddress address,
            @Nullable AddressRateLimit connections,
            @Nullable AddressRateLimit failedSignatures,
            Meters meters) {
        this.address = address;
        this.connections = connections;
        this.failedSignatures = failedSignatures;
        this.meters = meters;
    }

    /** Counts a WebSocket connection. Returns the time that the client must wait, null if the connection is allowed. */
    public @Nullable Duration countConnection() {
        if (connections == null) {
            return null;
        }
        Duration wait = connections.waitingTime(address);
        connections.count(address);
        return reported(wait, Bound.ADDRESS_CONNECTIONS);
    }

    /** Returns the time until a signature from this address is checked again, null if it is checked now. */
    public @Nullable Duration signatureDelay() {
        return failedSignatures == null
                ? null
                : reported(failedSignatures.waitingTime(address), Bound.ADDRESS_SIGNATURES);
    }

    private @Nullable Duration reported(@Nullable Duration wait, Bound bound) {
        if (wait != null) {
            meters.rejected(bound);
        }
        return wait;
    }

    /** Counts a wrong signature. */
    public void countFailedSignature() {
        if (failedSignatures != null) {
            failedSignatures.count(address);
        }
    }
}
