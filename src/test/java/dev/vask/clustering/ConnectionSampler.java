package dev.vask.clustering;

import dev.vask.support.RedisProcess;
import dev.vask.support.TestDatabase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts the connections of each user to Postgres and Redis all the time, and keeps the maxima. */
final class ConnectionSampler implements AutoCloseable {

    private static final String IN_POSTGRES = "select string_agg(usename, ' ') from pg_stat_activity"
            + " where backend_type = 'client backend' and usename is not null";
    private static final Pattern IN_REDIS = Pattern.compile(" user=(\\S+)");

    private final Map<String, Integer> maximaInPostgres = new HashMap<>();
    private final Map<String, Integer> maximaInRedis = new HashMap<>();
    private final TestDatabase database;
    private final RedisProcess redis;
    private final Pattern users;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * Starts to count.
     *
     * @param users matches the names of users to count
     */
    ConnectionSampler(TestDatabase database, RedisProcess redis, String users) {
        this.database = database;
        this.redis = redis;
        this.users = Pattern.compile(users);
        Thread.ofPlatform().start(this::run);
    }

    private void run() {
        try {
            database.queryUntil(IN_POSTGRES, () -> closed, names -> {
                add(maximaInPostgres, Arrays.stream(names.split(" ")));
                Matcher clients = IN_REDIS.matcher(redis.command("CLIENT", "LIST"));
                add(maximaInRedis, clients.results().map(it -> it.group(1)));
                pause();
            });
            ended.complete(null);
        } catch (RuntimeException failure) {
            ended.completeExceptionally(failure);
        }
    }

    /** Leaves the processors to what is counted. To open a connection takes longer. */
    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while counting connections", e);
        }
    }

    private void add(Map<String, Integer> maxima, Stream<String> names) {
        names.filter(users.asMatchPredicate())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.summingInt(it -> 1)))
                .forEach((user, count) -> maxima.merge(user, count, Math::max));
    }

    /** The most connections to Postgres at a time, by user. Call it after {@link #close}. */
    Map<String, Integer> maximaInPostgres() {
        return maximaInPostgres;
    }

    /** The most connections to Redis at a time, by user. Call it after {@link #close}. */
    Map<String, Integer> maximaInRedis() {
        return maximaInRedis;
    }

    /** Counts once more, and ends. Fails if a count failed. */
    @Override
    public void close() {
        closed = true;
        ended.join();
    }
}
