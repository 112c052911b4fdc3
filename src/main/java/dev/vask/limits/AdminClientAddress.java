package dev.vask.limits;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sender of a request to the admin API, by its address. */
public final class AdminClientAddress {

    private final InetAddress address;
    private final @Nullable AddressRateLimit failedTokens;

    AdminClientAddress(InetAddress address, @Nullable AddressRateLimit failedTokens) {
        this.address = address;
        this.failedTokens = failedTokens;
    }

    /** The address as text. */
    public String address() {
        return address.getHostAddress();
    }

    /** Returns the time until a token from this address is checked again, null if it is checked now. */
    public @Nullable Duration tokenDelay() {
        return failedTokens == null ? null : failedTokens.waitingTime(address);
    }

    /** Counts a wrong token. */
    public void countFailedToken() {
        if (failedTokens != null) {
            failedTokens.count(address);
        }
    }
}
