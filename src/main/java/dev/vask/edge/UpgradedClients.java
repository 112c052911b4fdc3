package dev.vask.edge;

import dev.vask.feed.Feed;
import dev.vask.limits.AddressLimits;
import dev.vask.limits.ConnectionLimiter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/** Reads what is known of a client from a handshake that reached the router, and checks it against the limits of connections. */
@Singleton
class UpgradedClients {

    /** The path parameter with the key of the app. */
    static final String KEY = "key";

    private final ConnectionLimiter limiter;
    private final AddressLimits addresses;
    private final Feed feed;

    UpgradedClients(ConnectionLimiter limiter, AddressLimits addresses, Feed feed) {
        this.limiter = limiter;
        this.addresses = addresses;
        this.feed = feed;
    }

    /** The client of a request that is about to be upgraded. Call it once for each. */
    UpgradedClient of(HttpServerRequest request, String appKey) {
        return new UpgradedClient(
                appKey,
                request.query(),
                request.getHeader(HttpHeaders.ORIGIN),
                addresses.clientAddress(request),
                limiter.rejectionOfUpgrade(request),
                feed.isActive() ? addresses.addressOf(request) : null);
    }
}
