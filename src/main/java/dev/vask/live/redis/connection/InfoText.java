package dev.vask.live.redis.connection;

import io.vertx.redis.client.Response;
import java.util.stream.Stream;

/** Reads the responses to INFO, which has a field in each line, and to CLIENT INFO, which has them all in one. */
final class InfoText {

    private InfoText() {}

    /** The server in a response to INFO. */
    static RedisServer server(Response info) {
        String text = info.toString();
        return new RedisServer(field(text, "run_id:"), field(text, "redis_version:"));
    }

    /** The value of a field. Values of the fields that are read have no spaces. */
    static String field(String text, String name) {
        return Stream.of(text.split("\\s+"))
                .filter(it -> it.startsWith(name))
                .map(it -> it.substring(name.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "%s is missing from the response of Redis: %s".formatted(name, text)));
    }
}
