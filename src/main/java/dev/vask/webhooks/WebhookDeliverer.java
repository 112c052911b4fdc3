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
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Delivers the events in the queue, with one {@link AppDeliverer} for each app that has events, so that a slow endpoint does not delay
 * other apps.
 */
public final class WebhookDeliverer implements WebhookProbe {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int APPS_AT_ONCE = 50;
    private static final String TEST_CHANNEL = "vask-webhook-test";

    private final ConcurrentHashMap<String, AppDeliverer> deliverers = new ConcurrentHashMap<>();
    private final Vertx vertx;
    private final WebhookQueue queue;
    private final AppDirectory apps;
    private final Duration timeout;
    private final Meters meters;
    private final DropReporter drops;
    private final AttemptReporter attempts;
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
            Meters meters,
            AttemptReporter attempts) {
        this.vertx = vertx;
        this.queue = queue;
        this.apps = apps;
        this.timeout = config.timeout();
        this.meters = meters;
        this.drops = new DropReporter(meters);
        this.attempts = attempts;
        this.backoff =
                new Backoff(config.backoff(), () -> ThreadLocalRandom.current().nextDouble());
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(30)
                .setDecompressionSupported(false)
                .setMaxRedirects(0);
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS); // each AppDeliverer limits its connections
        this.sender = new WebhookSender(vertx, vertx.createHttpClient(options, pool), targets, config.timeout());
    }

    /** Starts to deliver. */
    public void start() {
        queue.whenReady(this::wake);
        vertx.setPeriodic(0, POLL_INTERVAL.toMillis(), timer -> poll());
    }

    /** Starts no further attempt. Completes when the running attempts are settled and other nodes can take over. */
    public CompletionStage<Void> stop() {
        stopped = true;
        List<Future<Void>> stopping =
                deliverers.values().stream().map(AppDeliverer::stop).toList();
        return Future.join(stopping).<Void>mapEmpty().otherwiseEmpty().toCompletionStage();
    }

    /** Checks for apps with events that no node was notified of, or whose owner has crashed. */
    private void poll() {
        drops.logDue();
        if (!stopped) {
            queue.apps().thenAccept(keys -> keys.forEach(this::wake)).exceptionally(away -> null);
        }
    }

    private void wake(String app) {
        if (!stopped) {
            deliverers.compute(app, (key, before) -> {
                AppDeliverer deliverer = before == null ? create(key) : before;
                deliverer.wake();
                return deliverer;
            });
        }
    }

    private AppDeliverer create(String app) {
        return create(app, this::removeIfAsleep, new DeliveryWindow.Unlimited());
    }

    private AppDeliverer create(String app, Consumer<AppDeliverer> onIdle, DeliveryWindow window) {
        return new AppDeliverer(
                app, vertx, queue, apps, sender, backoff, timeout, meters, drops, attempts, onIdle, window);
    }

    /**
     * Delivers once what is due, without {@link #start}: apps that another node delivers for are left to it. Starts no attempt after the
     * budget; a running one ends at most the timeout of an attempt later.
     *
     * @return completes with the number of apps that were looked at, when all attempts are settled
     */
    public CompletionStage<Integer> deliverDue(Duration budget) {
        DeliveryWindow.Until window = DeliveryWindow.Until.after(budget);
        return queue.apps().thenCompose(keys -> {
            Queue<String> waiting = new ConcurrentLinkedQueue<>(keys);
            List<Future<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < APPS_AT_ONCE; i++) {
                workers.add(deliverNext(waiting, window, 0));
            }
            return Future.join(workers)
                    .map(done -> workers.stream().mapToInt(Future::result).sum())
                    .onComplete(done -> drops.logDue())
                    .toCompletionStage();
        });
    }

    /** Delivers for one app after the other, while there are some and the window is open. */
    private Future<Integer> deliverNext(Queue<String> waiting, DeliveryWindow.Until window, int before) {
        String app = window.rest().isPositive() ? waiting.poll() : null;
        return app == null
                ? Future.succeededFuture(before)
                : deliverDue(app, window).compose(done -> deliverNext(waiting, window, before + 1));
    }

    private Future<Void> deliverDue(String app, DeliveryWindow.Until window) {
        Promise<Void> idle = Promise.promise();
        AppDeliverer deliverer = create(app, asleep -> idle.tryComplete(), window);
        long timer = vertx.setTimer(Math.max(1, window.rest().toMillis()), ended -> idle.tryComplete());
        deliverer.wake();
        return idle.future().onComplete(done -> vertx.cancelTimer(timer)).compose(done -> deliverer.stop());
    }

    /** Removes a deliverer, unless it was woken meanwhile. */
    private void removeIfAsleep(AppDeliverer idle) {
        deliverers.computeIfPresent(idle.app(), (key, now) -> now == idle && idle.isAsleep() ? null : now);
    }

    @Override
    public CompletionStage<Result> send(App app, Webhook webhook) {
        String id = "%s-test-%s".formatted(app.key(), UUID.randomUUID());
        List<WebhookEvent> events = List.of(new WebhookEvent.ChannelOccupied(TEST_CHANNEL));
        String body = WebhookBody.of(System.currentTimeMillis(), events);
        return sender.send(app, webhook, id, body)
                .onSuccess(result -> attempts.ended(app, webhook, id, 1, body, result))
                .map(result -> new Result(id, result.status(), result.duration(), result.bodyStart(), result.problem()))
                .toCompletionStage();
    }
}
