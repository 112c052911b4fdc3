package dev.vask.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The id of a request, in its response and in the logs of clients, proxies and this server. */
public final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestId() {}

    /** The id from the client or a proxy, or a generated one; always the same for one request. The response contains it. */
    public static String of(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        String known = answer.get(HEADER);
        if (known != null) {
            return known;
        }
        String given = request.getHeader(HEADER);
        String id = given != null && HARMLESS.matcher(given).matches()
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        answer.set(HEADER, id);
        return id;
    }
}
