package dev.vask.edge;

import dev.vask.limits.ClientAddress;
import dev.vask.meters.Bound;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client whose connection was just upgraded.
 *
 * @param appKey  the key in the path
 * @param query   the raw query, null if absent
 * @param page    the header {@code Origin}, null if absent
 * @param limits  its address, with the limits that apply to it
 * @param reached the limit for which the connection must be rejected, null for none
 * @param address its address as text, null if nobody watches an app
 */
public record UpgradedClient(
        String appKey,
        @Nullable String query,
        @Nullable String page,
        ClientAddress limits,
        @Nullable Bound reached,
        @Nullable String address) {

    Handshake handshake() {
        return Handshake.of(appKey, query, page);
    }

    ClientOrigin origin() {
        return new ClientOrigin(page, query, address);
    }
}
