package dev.vask.wiring;

import dev.vask.live.redis.ClusterConfig;
import dev.vask.live.redis.StartCheck;
import io.quarkus.runtime.StartupEvent;
import io.vertx.redis.client.Redis;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

/** Says plainly that the Redis of a cluster is missing, or will not do, before anything else is begun. */
@Singleton
final class RedisCheck {

    private static final int FIRST = 1;

    void check(
            @Observes @Priority(FIRST) StartupEvent event,
            VaskConfig config,
            ClusterConfig cluster,
            Instance<Redis> redis) {
        if (config.mode() == VaskConfig.Mode.CLUSTER) {
            String url = StartCheck.url(config.redis().url());
            StartCheck.settings(cluster);
            StartCheck.run(redis.get(), url);
        }
    }
}
