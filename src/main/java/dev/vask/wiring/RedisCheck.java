package dev.vask.wiring;

import dev.vask.live.redis.ClusterConfig;
import dev.vask.live.redis.RedisStartCheck;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reports a Redis that is missing or unsuitable as a start error of one line. */
@Singleton
final class RedisCheck {

    private final VaskConfig config;
    private final ClusterConfig cluster;
    private final Instance<Redis> redis;

    RedisCheck(VaskConfig config, ClusterConfig cluster, Instance<Redis> redis) {
        this.config = config;
        this.cluster = cluster;
        this.redis = redis;
    }

    /**
     * Checks the settings of Redis, then Redis itself. Blocks.
     *
     * @throws ConfigurationException if a setting is absent or invalid, or Redis does not meet the requirements; the message is for the
     *                                operator
     */
    void run() {
        String url = checkSettings();
        CompletableFuture<Void> passed = RedisStartCheck.run(redis.get(), url).toCompletableFuture();
        RedisStartCheck.loadScripts(); // while Redis responds
        try {
            passed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigurationException known ? known : e;
        }
    }

    /**
     * Checks the settings of Redis only. Returns its address.
     *
     * @throws ConfigurationException if one is absent or invalid
     */
    String checkSettings() {
        String url = RedisStartCheck.url(config.redis().url());
        RedisStartCheck.settings(cluster);
        RedisTls.check(config.redis());
        return url;
    }
}
