package dev.vask.wiring;

import dev.vask.live.redis.ClusterConfig;
import dev.vask.live.redis.RedisStartCheck;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reports a Redis that is missing or unsuitable as a start error of one line. The check starts first and runs while the database is
 * prepared.
 */
@Singleton
final class RedisCheck {

    private static final int FIRST = 1;

    private CompletableFuture<Void> passed = CompletableFuture.completedFuture(null);

    void begin(
            @Observes @Priority(FIRST) StartupEvent event,
            VaskConfig config,
            ClusterConfig cluster,
            Instance<Redis> redis) {
        if (config.mode() == VaskConfig.Mode.CLUSTER) {
            String url = RedisStartCheck.url(config.redis().url());
            RedisStartCheck.settings(cluster);
            RedisTls.check(config.redis());
            passed = RedisStartCheck.run(redis.get(), url).toCompletableFuture();
        }
    }

    /**
     * Waits for the result.
     *
     * @throws ConfigurationException if the address is absent, or if Redis does not meet the requirements; the message is for the
     *                                operator
     */
    void end() {
        try {
            RedisStartCheck.loadScripts();
            passed.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConfigurationException said ? said : e;
        }
    }
}
