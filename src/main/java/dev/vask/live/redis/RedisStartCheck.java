package dev.vask.live.redis;

import dev.vask.live.redis.scripts.LuaScript;
import dev.vask.protocol.SafeQuote;
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

/** Checks at startup whether a Redis server is suitable for the live state. If it cannot be reached later, the node does not stop. */
public final class RedisStartCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAJOR = 6;
    private static final int MINOR = 2;
    private static final String NO_EVICTION = "noeviction";
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final String PREFIX = "[A-Za-z0-9_.:-]+";
    private static final List<String> SCHEMES = List.of("redis://", "rediss://");

    private static final String TLS_SCHEME = "rediss://";
    private static final String WITHOUT_TLS =
            "Turn TLS on in Redis (tls-port), or, on a network that you trust, set VASK_REDIS_URL to redis://host:port.";

    private final String address;

    private RedisStartCheck(String url) {
        address = url.replaceFirst("//[^/]*@", "//");
    }

    /**
     * The address of Redis.
     *
     * @throws ConfigurationException if it is absent or invalid; the message is for the operator
     */
    public static String url(Optional<String> setting) {
        String url = setting.orElseThrow(() -> new ConfigurationException(
                "vask.redis.url is not set, but vask.mode is cluster. Set VASK_REDIS_URL to redis://host:port."));
        if (SCHEMES.stream().noneMatch(url::startsWith)) {
            throw new ConfigurationException(
                    "Invalid value for vask.redis.url: '%s'. Set VASK_REDIS_URL to redis://host:port or"
                                    .formatted(new RedisStartCheck(url).address)
                            + " rediss://user:password@host:port.");
        }
        return url;
    }

    /**
     * Checks the other settings.
     *
     * @throws ConfigurationException if one of them is invalid; the message is for the operator
     */
    public static void settings(ClusterConfig settings) {
        if (settings.lease().compareTo(SHORTEST_LEASE) < 0) {
            throw new ConfigurationException(
                    "Invalid value for vask.cluster.lease: %d ms is too short to tell a crashed node from a slow one. Set"
                                    .formatted(settings.lease().toMillis())
                            + " VASK_CLUSTER_LEASE to 3s or more.");
        }
        if (!settings.prefix().matches(PREFIX)) {
            throw new ConfigurationException(
                    "Invalid value for vask.cluster.prefix: '%s'. Set VASK_CLUSTER_PREFIX to characters of"
                                    .formatted(SafeQuote.of(settings.prefix()))
                            + " A-Z a-z 0-9 _ - . :");
        }
    }

    /**
     * Checks the server.
     *
     * @return completes if it is suitable; else fails with a {@link ConfigurationException}, whose message says in one line why, and
     *     what to do
     */
    public static CompletionStage<Void> run(Redis redis, String url) {
        RedisStartCheck check = new RedisStartCheck(url);
        return redis.connect()
                .compose(RedisStartCheck::info)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(check.failure(failure)))
                .thenAccept(check::verify);
    }

    /** Reads the scripts, for example while the check runs. */
    public static void loadScripts() {
        LuaScript.values();
    }

    private void verify(String info) {
        version(field(info, "redis_version"));
        policy(field(info, "maxmemory_policy"));
    }

    private static Future<String> info(RedisConnection connection) {
        return connection
                .send(Request.cmd(Command.INFO))
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
            throw wrong("has version '%s'. Upgrade it to %d.%d or later, or set VASK_REDIS_URL to another server."
                    .formatted(version, MAJOR, MINOR));
        }
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    private void policy(String policy) {
        if (!policy.equals(NO_EVICTION)) {
            throw wrong("may evict data when its memory is full. Change its maxmemory-policy from '%s' to '%s'."
                    .formatted(policy, NO_EVICTION));
        }
    }

    private ConfigurationException failure(Throwable failure) {
        boolean tls = address.startsWith(TLS_SCHEME);
        if (failure instanceof TimeoutException) {
            return wrong(
                    tls
                            ? "does not answer the TLS handshake. " + WITHOUT_TLS
                            : "does not respond. Restart it, or set VASK_REDIS_URL.");
        }
        SSLException untrusted = untrusted(failure);
        String reason = oneLine(untrusted == null ? failure : untrusted);
        if (tls && (isNoTls(reason) || isClosed(failure))) {
            return wrong("does not speak TLS on this port (%s). %s".formatted(reason, WITHOUT_TLS));
        }
        if (!tls && isClosed(failure)) {
            return wrong(("closed the connection (%s). If it expects TLS on this port, set VASK_REDIS_URL to"
                            + " rediss://user:password@host:port.")
                    .formatted(reason));
        }
        if (untrusted != null) {
            return wrong(
                    ("has a certificate that is not trusted (%s). Set VASK_REDIS_URL to the host name in the certificate, or"
                                    + " VASK_REDIS_ROOT_CERT to a file with the certificates to trust.")
                            .formatted(reason));
        }
        String message = oneLine(failure)
                .replaceFirst("^.* failed with error\\(-\\d+\\): ", ""); // the native transport's own prefix
        return failure instanceof ErrorType
                ? wrong(
                        "rejected the credentials (%s). Set VASK_REDIS_PASSWORD, or VASK_REDIS_URL to redis://user:password@host:port."
                                .formatted(message))
                : wrong("cannot be reached (%s). Start it, or set VASK_REDIS_URL.".formatted(message));
    }

    private static boolean isNoTls(String reason) {
        return reason.contains("not an SSL/TLS record") || reason.contains("Unsupported or unrecognized SSL message");
    }

    private static boolean isClosed(Throwable failure) {
        return Stream.iterate(failure, it -> it != null, Throwable::getCause)
                .map(RedisStartCheck::oneLine)
                .anyMatch(it -> it.contains("Connection was closed")
                        || it.contains("CONNECTION_CLOSED")
                        || it.contains("Connection reset")
                        || it.contains("closed while SSL/TLS handshake"));
    }

    private static @Nullable SSLException untrusted(Throwable failure) {
        return (SSLException) Stream.iterate(failure, it -> it != null, Throwable::getCause)
                .filter(SSLException.class::isInstance)
                .reduce((outer, inner) -> inner)
                .orElse(null);
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private ConfigurationException wrong(String what) {
        return new ConfigurationException("Redis %s %s".formatted(address, what));
    }
}
