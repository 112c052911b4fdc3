package dev.vask.live.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;

/**
 * Removes the keys that a deleted app left and nobody holds: cached events, the rate, the log, what it used, what its backend was
 * to be told.
 */
final class AppCleanup {

    private static final int AT_ONCE = 500;
    private static final List<String> OF_AN_APP = List.of(
            ":rate",
            ":log",
            ":page",
            ":webhooks",
            ":webhooks:size",
            ":webhooks:vacated",
            ":webhooks:dropped",
            ":webhooks:batch",
            ":webhooks:retries",
            ":webhooks:due",
            ":webhooks:dead",
            ":webhooks:dead:bytes",
            ":webhooks:delayed",
            ":webhooks:delayed:of");
    private static final String DONE = "0";

    private AppCleanup() {}

    static Future<Void> of(RedisConnections link, RedisKeys keys, String app, List<YearMonth> months) {
        String root = keys.app(app);
        Stream<String> used = months.stream().flatMap(month -> Stream.of(":usage:" + month, ":rejections:" + month));
        return delete(
                        link,
                        Stream.concat(OF_AN_APP.stream(), used)
                                .map(key -> root + key)
                                .toList())
                .compose(ok -> scan(link, glob(root) + ":k:*", DONE));
    }

    private static Future<Void> scan(RedisConnections link, String pattern, String cursor) {
        Request scan = Request.cmd(Command.SCAN)
                .arg(cursor)
                .arg("MATCH")
                .arg(pattern)
                .arg("COUNT")
                .arg(AT_ONCE);
        return link.send(scan).compose(page -> {
            String next = page.get(0).toString();
            return delete(link, ScriptResults.strings(page.get(1)))
                    .compose(ok -> next.equals(DONE) ? Future.succeededFuture() : scan(link, pattern, next));
        });
    }

    private static Future<Void> delete(RedisConnections link, List<String> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture();
        }
        Request unlink = Request.cmd(Command.UNLINK);
        keys.forEach(unlink::arg);
        return link.send(unlink).mapEmpty();
    }

    /** The text as a pattern that only it fits. */
    private static String glob(String text) {
        return text.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }
}
