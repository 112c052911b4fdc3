package dev.vask.live.redis;

import dev.vask.protocol.Quote;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Looks, before anything is served, whether a Redis can keep the live state. One that goes away later is no reason to stop. */
public final class StartCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAJOR = 6;
    private static final int MINOR = 2;
    private static final String KEEPS_ALL = "noeviction";
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final String PREFIX = "[A-Za-z0-9_.:-]+";
    private static final List<String> SCHEMES = List.of("redis://", "rediss://");

    private final String address;

    private StartCheck(String url) {
        address = url.replaceFirst("//[^/]*@", "//");
    }

    /**
     * The address of the Redis, if it is one.
     *
     * @throws ConfigurationException if it is not; the message is for the operator, who sees nothing else
     */
    public static String url(Optional<String> setting) {
        String url = setting.orElseThrow(() -> new ConfigurationException(
                "vask.redis.url is not set, but vask.mode is cluster: set VASK_REDIS_URL to redis://host:port"));
        if (SCHEMES.stream().noneMatch(url::startsWith)) {
            throw new ConfigurationException("vask.redis.url is '%s': set VASK_REDIS_URL to redis://host:port, or to"
                    .formatted(new StartCheck(url).address) + " rediss://user:password@host:port");
        }
        return url;
    }

    /**
     * Looks at the other settings.
     *
     * @throws ConfigurationException if one of them cannot be kept
     */
    public static void settings(ClusterConfig settings) {
        if (settings.lease().compareTo(SHORTEST_LEASE) < 0) {
            throw new ConfigurationException("vask.cluster.lease is %d ms, in which nobody can tell the dead from the slow: set"
                            .formatted(settings.lease().toMillis())
                    + " VASK_CLUSTER_LEASE to 3s or more");
        }
        if (!settings.prefix().matches(PREFIX)) {
            throw new ConfigurationException("vask.cluster.prefix is '%s': set VASK_CLUSTER_PREFIX to characters of"
                            .formatted(Quote.of(settings.prefix()))
                    + " A-Z a-z 0-9 _ - . :");
        }
    }

    /**
     * Asks the Redis.
     *
     * @return done if it will do; fails with a {@link ConfigurationException} if not, whose message says in one line why, and what
     *     to do
     */
    public static CompletionStage<Void> run(Redis redis, String url) {
        StartCheck check = new StartCheck(url);
        return redis.connect()
                .compose(StartCheck::info)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(check.refused(failure)))
                .thenAccept(check::judge);
    }

    /** Reads, while Redis answers, what it will be told to do next. */
    public static void meanwhile() {
        Script.values();
    }

    private void judge(String info) {
        version(field(info, "redis_version"));
        policy(field(info, "maxmemory_policy"));
    }

    private static Future<String> info(RedisConnection connection) {
        return connection.send(Request.cmd(Command.INFO))
                .map(Object::toString)
                .onComplete(answer -> connection.close());
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private void version(String version) {
        String[] parts = version.split("\\.");
        int major = number(parts[0]);
        int minor = parts.length < 2 ? 0 : number(parts[1]);
        if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
            throw wrong("has version '%s': upgrade it to %d.%d or later, or set VASK_REDIS_URL to one that is"
                    .formatted(version, MAJOR, MINOR));
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private void policy(String policy) {
        if (!policy.equals(KEEPS_ALL)) {
            throw wrong("may drop what is kept in it when its memory is full: set its maxmemory-policy, which is '%s', to %s"
                    .formatted(policy, KEEPS_ALL));
        }
    }

    private ConfigurationException refused(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return wrong("does not answer: start it anew, or set VASK_REDIS_URL");
        }
        SSLException unproven = unproven(failure);
        if (unproven != null) {
            return wrong(("cannot prove that it is this host (%s): set VASK_REDIS_URL to the host name in its certificate, or"
                            + " VASK_REDIS_ROOT_CERT to a file of the certificates to trust")
                    .formatted(oneLine(unproven)));
        }
        String said = oneLine(failure).replaceFirst("^.* failed with error\\(-\\d+\\): ", ""); // the native transport's own prefix
        return failure instanceof ErrorType
                ? wrong("does not let Vask in (%s): set VASK_REDIS_URL to redis://user:password@host:port".formatted(said))
                : wrong("cannot be reached (%s): start it, or set VASK_REDIS_URL".formatted(said));
    }

    private static @Nullable SSLException unproven(Throwable failure) {
        return (SSLException) Stream.iterate(failure, it -> it != null, Throwable::getCause)
                .filter(SSLException.class::isInstance)
                .reduce((outer, inner) -> inner)
                .orElse(null);
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private ConfigurationException wrong(String what) {
        return new ConfigurationException("the Redis %s %s".formatted(address, what));
    }
}
