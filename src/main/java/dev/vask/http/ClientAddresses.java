package dev.vask.http;

import io.vertx.core.http.HttpServerRequest;

/** Finds the address of the client that sent a request. */
public interface ClientAddresses {

    /** The IP address of the client; behind trusted proxies, the one that they name. */
    String addressOf(HttpServerRequest request);
}
