package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.apps.Webhook;
import dev.vask.apps.WebhookProbe;
import dev.vask.apps.WebhookTargetPolicy;
import dev.vask.live.WebhookQueue;
import dev.vask.meters.Meters;
import dev.vask.protocol.WebhookBody;
import dev.vask.protocol.WebhookEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Delivers the events in the queue, with one {@link AppDeliverer} for each app that has events, so that a slow endpoint does not delay
 * other apps.
 */
public final class WebhookDeliverer implements WebhookProbe {

    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);
    private static final int MOST_CONNECTIONS = 1_000;
    private static final String PROBE_CHANNEL = "vask-webhook-test";

    private final ConcurrentHashMap<String, AppDeliverer> outboxes = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final WebhookQueue queue;
    private final AppDirectory apps;
    private final Duration timeout;
    private final Meters meters;
    private final DropReporter drops;
    private final Backoff backoff;
    private final WebhookSender sender;
    private volatile boolean stopped;

    /** Creates a deliverer. It delivers after {@link #start}; test events can be sent before. */
    public WebhookDeliverer(
            Vertx vertx,
            WebhookQueue queue,
            AppDirectory apps,
            WebhookTargetPolicy targets,
            WebhooksConfig config,
            Meters meters) {
        this.vertx = vertx;
        this.queue = queue;
        this.apps = apps;
        this.timeout = config.timeout();
        this.meters = meters;
        this.drops = new DropReporter(meters);
        this.backoff =
                new Backoff(config.backoff(), () -> ThreadLocalRandom.current().nextDouble());
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(30)
                .setDecompressionSupported(false)
                .setMaxRedirects(0);
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS); // the outbox of each app limits its connections
        this.sender = new WebhookSender(vertx, vertx.createHttpClient(options, pool), targets, config.timeout());
    }

    /** Starts to deliver. */
    public void start() {
        queue.whenReady(this::wake);
        vertx.setPeriodic(0, LOOK_AROUND.toMillis(), timer -> lookAround());
    }

    /** Starts no further attempt. Completes when the running attempts have ended and other nodes can take over. */
    public CompletionStage<Void> stop() {
        stopped = true;
        List<Future<Void>> all =
                outboxes.values().stream().map(AppDeliverer::stop).toList();
        return Future.join(all).<Void>mapEmpty().otherwiseEmpty().toCompletionStage();
    }

    /** Checks for events that became ready while no node listened, or that belonged to a node that crashed. */
    private void lookAround() {
        drops.logDue();
        if (!stopped) {
            queue.apps().thenAccept(all -> all.forEach(this::wake)).exceptionally(away -> null);
        }
    }

    private void wake(String app) {
        if (!stopped) {
            outboxes.compute(app, (key, before) -> {
                AppDeliverer outbox = before == null ? open(key) : before;
                outbox.wake();
                return outbox;
            });
        }
    }

    private AppDeliverer open(String app) {
        return new AppDeliverer(app, vertx, queue, apps, sender, backoff, timeout, meters, drops, this::close);
    }

    /** Removes an outbox that is idle, unless it was woken meanwhile. */
    private void close(AppDeliverer idle) {
        outboxes.computeIfPresent(idle.app(), (key, now) -> now == idle && idle.isAsleep() ? null : now);
    }

    @Override
    public CompletionStage<Result> send(App app, Webhook webhook) {
        String id = "%s-test-%s".formatted(app.key(), UUID.randomUUID());
        List<WebhookEvent> events = List.of(new WebhookEvent.ChannelOccupied(PROBE_CHANNEL));
        return sender.send(app, webhook, id, WebhookBody.of(System.currentTimeMillis(), events))
                .map(answer -> new Result(id, answer.status(), answer.took(), answer.head(), answer.problem()))
                .toCompletionStage();
    }
}
