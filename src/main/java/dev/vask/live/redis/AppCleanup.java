package dev.vask.live.redis;

import dev.vask.live.redis.scripts.Page;
import dev.vask.live.redis.scripts.Responses;
import dev.vask.live.redis.scripts.ScriptRunner;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes the keys of a deleted app that belong to no connection: cached events, histories, idempotency keys, the rate, the
 * log, its usage, and its webhook events.
 */
final class AppCleanup {

    private static final int AT_ONCE = 500;
    private static final List<String> KEYS = List.of(
            ":rate",
            ":log",
            ":page",
            ":history",
            ":idem",
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

    private AppCleanup() {}

    static Future<Void> of(ScriptRunner redis, String app, List<YearMonth> months) {
        String root = redis.keys().app(app);
        Stream<String> usage = months.stream().flatMap(month -> Stream.of(":usage:" + month, ":rejections:" + month));
        return delete(
                        redis,
                        Stream.concat(KEYS.stream(), usage)
                                .map(key -> root + key)
                                .toList())
                .compose(ok -> scan(redis, glob(root) + ":k:*", Page.START))
                .compose(ok -> scan(redis, glob(root) + ":h:*", Page.START))
                .compose(ok -> scan(redis, glob(root) + ":idem:*", Page.START));
    }

    private static Future<Void> scan(ScriptRunner redis, String pattern, String cursor) {
        Request scan = Request.cmd(Command.SCAN)
                .arg(cursor)
                .arg("MATCH")
                .arg(pattern)
                .arg("COUNT")
                .arg(AT_ONCE);
        return redis.send(scan)
                .map(response -> Page.of(response, Responses::strings))
                .compose(page -> delete(redis, page.items())
                        .compose(ok -> page.isLast() ? Future.succeededFuture() : scan(redis, pattern, page.next())));
    }

    private static Future<Void> delete(ScriptRunner redis, List<String> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture();
        }
        Request unlink = Request.cmd(Command.UNLINK);
        keys.forEach(unlink::arg);
        return redis.send(unlink).mapEmpty();
    }

    /** A pattern that matches only this text. */
    private static String glob(String text) {
        return text.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
    }
}
