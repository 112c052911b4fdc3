package dev.vask.live.redis.scripts;

import dev.vask.live.CachedEvent;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads parts of responses that several commands and scripts have in common. */
public final class Responses {

    private Responses() {}

    /** A list of texts. */
    public static List<String> strings(Response response) {
        List<String> all = new ArrayList<>(response.size());
        for (Response item : response) {
            all.add(item.toString());
        }
        return all;
    }

    /** Pairs of a key and a number. */
    static <K> Map<K, Long> numbers(Response pairs, Function<String, K> key) {
        Map<K, Long> numbers = new HashMap<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            numbers.put(key.apply(pairs.get(i).toString()), pairs.get(i + 1).toLong());
        }
        return numbers;
    }

    /** Whether a number is 1. */
    static boolean isOne(Response number) {
        return number.toInteger() == 1;
    }

    /** The cached event of a channel, null if absent. */
    static @Nullable CachedEvent cached(Response event) {
        if (event.size() == 0) {
            return null;
        }
        long left = event.get(2).toLong();
        String id = event.get(3).toString();
        return new CachedEvent(
                event.get(0).toString(),
                event.get(1).toString(),
                left < 0 ? null : Duration.ofMillis(left),
                id.isEmpty() ? null : id);
    }
}
