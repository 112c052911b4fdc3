package dev.vask.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id of a request, in its response and in the logs of clients, proxies and this server. */
public final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestId() {}

    /** The id from the client or a proxy, or a generated one; always the same for one request. The response contains it. */
    public static String of(HttpServerRequest request) {
        MultiMap response = request.response().headers();
        String known = response.get(HEADER);
        if (known != null) {
            return known;
        }
        String received = request.getHeader(HEADER);
        String id = received != null && VALID_ID.matcher(received).matches()
                ? received
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        response.set(HEADER, id);
        return id;
    }
}
