package dev.vask.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The name of a request, by which its sender, proxies and this server's log can speak of the same one. */
public final class RequestId {

    static final String HEADER = "X-Request-Id";

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private RequestId() {}

    /** The name that the sender or a proxy gave it, or a new one; always the same of one request. The answer bears it. */
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
