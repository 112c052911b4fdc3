package dev.vask.guard;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sender of a request to the admin API, by its address. */
public final class Operator {

    private final InetAddress address;
    private final @Nullable AddressLimit tokens;

    Operator(InetAddress address, @Nullable AddressLimit tokens) {
        this.address = address;
        this.tokens = tokens;
    }

    /** The address in digits. */
    public String address() {
        return address.getHostAddress();
    }

    /** How long no token from this address is looked at, null if one is now. */
    public @Nullable Duration blocked() {
        return tokens == null ? null : tokens.waitingTime(address);
    }

    /** Has sent a wrong token. */
    public void failed() {
        if (tokens != null) {
            tokens.count(address);
        }
    }
}
