package dev.vask.wiring;

import dev.vask.apps.AppStore;
import dev.vask.apps.UsageStore;
import dev.vask.channels.Hub;
import dev.vask.live.HistoryLimits;
import dev.vask.live.LiveState;
import dev.vask.live.LiveStateInterruption;
import dev.vask.live.StateLimits;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueueLimits;
import dev.vask.live.memory.MemoryLiveState;
import dev.vask.live.redis.ClusterConfig;
import dev.vask.live.redis.RedisLiveState;
import dev.vask.live.redis.membership.NodePorts;
import dev.vask.live.redis.membership.NodeSettings;
import dev.vask.meters.Meters;
import dev.vask.traces.Traces;
import dev.vask.webhooks.WebhooksConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Produces the live state of the mode, and the hub that receives its messages. */
@ApplicationScoped
class LiveStateProducer {

    @Produces
    @Singleton
    Hub hub() {
        return new Hub();
    }

    @Produces
    @Singleton
    LiveState liveState(
            VaskConfig config,
            ClusterConfig cluster,
            Hub hub,
            Vertx vertx,
            Instance<Redis> redis,
            AppStore apps,
            UsageStore usageStore,
            WebhooksConfig webhooks,
            HistoryConfig history,
            Event<LiveStateInterruption> interruptions,
            Meters meters,
            Traces traces) {
        LiveState live =
                switch (config.mode()) {
                    case STANDALONE ->
                        new MemoryLiveState(
                                hub,
                                webhooks.grace(),
                                limits(webhooks, history),
                                InstantSource.system(),
                                new VertxScheduler(vertx));
                    case CLUSTER -> {
                        NodeSettings settings = new NodeSettings(
                                cluster.prefix(), cluster.lease(), webhooks.grace(), limits(webhooks, history));
                        NodePorts ports = new NodePorts(hub, interruptions::fire, meters::redisRoundTrip, traces);
                        yield config.role().runsBetweenRequests()
                                ? new RedisLiveState(
                                        redis.get(), vertx, settings, ports, apps, usageStore, InstantSource.system())
                                : RedisLiveState.withoutNode(
                                        redis.get(), vertx, settings, ports, apps, usageStore, InstantSource.system());
                    }
                };
        live.onStoredEvents((app, stored) -> meters.of(app).stored(stored.events(), stored.bytes()));
        return live;
    }

    @Produces
    @Singleton
    WebhookQueue webhookQueue(LiveState live) {
        return live.webhooks();
    }

    private static StateLimits limits(WebhooksConfig webhooks, HistoryConfig history) {
        return new StateLimits(
                new WebhookQueueLimits(webhooks.queueEvents(), webhooks.queueBytes(), webhooks.deadLetterBytes()),
                new HistoryLimits(history.appBytes(), history.channels(), history.replayBytes()),
                history.idempotencyKeys());
    }
}
