package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.TakeRequest;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.logs.LogContext;
import dev.vask.meters.Bound;
import dev.vask.meters.Meters;
import dev.vask.meters.WebhookMeter;
import dev.vask.protocol.ProtocolLimits;
import dev.vask.protocol.WebhookBody;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the webhooks of one app on one event loop: takes due deliveries, makes the attempts, and settles them (records their
 * outcome). Its state can be lost, because deliveries that are not settled are taken again.
 *
 * <pre>
 *   asleep ──wake──▶ taking ──▶ attempting ──▶ settling ──▶ taking ──nothing due──▶ asleep
 * </pre>
 */
final class AppDeliverer {

    private static final Logger LOG = Logger.getLogger(AppDeliverer.class);
    private static final int MAX_QUEUED = 100;
    private static final int MAX_FIRST_ATTEMPTS = 16;
    private static final int MAX_RETRIES = 16;
    private static final int MAX_SETTLE_TRIES = 20;
    private static final Duration RENEWAL_INTERVAL = WebhookQueue.OWNERSHIP.dividedBy(3);
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);

    private final String app;
    private final Vertx vertx;
    private final Context context;
    private final WebhookQueue queue;
    private final AppDirectory apps;
    private final WebhookSender sender;
    private final Backoff backoff;
    private final Duration timeout;
    private final Meters meters;
    private final DropReporter dropReporter;
    private final AttemptReporter attempts;
    private final Consumer<AppDeliverer> onIdle;
    private final DeliveryWindow window;

    private final AtomicLong wakes = new AtomicLong();
    private final Promise<Void> stopped = Promise.promise();
    private volatile long asleepAtWake = -1;

    private final ChannelQueues queues = new ChannelQueues();
    private final Set<String> unsettled = new HashSet<>();
    private final Set<String> retrying = new HashSet<>();
    private @Nullable String lastTaken;
    private int firstAttempts;
    private boolean taking;
    private boolean takeAgain;
    private boolean mayHaveMore;
    private boolean stopping;
    private long ownedUntil = System.nanoTime();
    private long otherOwnerUntil = System.nanoTime();
    private long timer = -1;
    private long timerDueNanos;
    private long reportedWaiting;

    AppDeliverer(
            String app,
            Vertx vertx,
            WebhookQueue queue,
            AppDirectory apps,
            WebhookSender sender,
            Backoff backoff,
            Duration timeout,
            Meters meters,
            DropReporter dropReporter,
            AttemptReporter attempts,
            Consumer<AppDeliverer> onIdle,
            DeliveryWindow window) {
        this.app = app;
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.queue = queue;
        this.apps = apps;
        this.sender = sender;
        this.backoff = backoff;
        this.timeout = timeout;
        this.meters = meters;
        this.dropReporter = dropReporter;
        this.attempts = attempts;
        this.onIdle = onIdle;
        this.window = window;
    }

    String app() {
        return app;
    }

    /** Reports that there may be new events. */
    void wake() {
        wakes.incrementAndGet();
        context.runOnContext(ignored -> take());
    }

    /** Whether there was nothing to do and it has not been woken since. */
    boolean isAsleep() {
        return asleepAtWake == wakes.get();
    }

    /** Starts no further attempt. Completes when the running deliveries are settled. */
    Future<Void> stop() {
        context.runOnContext(ignored -> {
            stopping = true;
            queues.clear();
            endIfIdle();
        });
        return stopped.future();
    }

    private void endIfIdle() {
        if (stopping && isIdle() && !stopped.future().isComplete()) {
            reportWaiting(0);
            onEventLoop(queue.release(app)).onComplete(released -> stopped.tryComplete());
        }
    }

    private boolean isIdle() {
        return queues.waiting() == 0 && unsettled.isEmpty();
    }

    /** Whether all deliveries that were taken for a first attempt are settled. */
    private boolean isCaughtUp() {
        return queues.waiting() == 0 && unsettled.size() == retrying.size();
    }

    private void take() {
        if (stopping) {
            endIfIdle();
            return;
        }
        if (taking) {
            takeAgain = true;
            return;
        }
        if (otherOwnerUntil - System.nanoTime() > 0) {
            return;
        }
        if (ownedUntil - System.nanoTime() < 0) {
            restart(); // another node may have delivered meanwhile
        }
        taking = true;
        takeAgain = false;
        long wakesBefore = wakes.get();
        onEventLoop(apps.find(app))
                .compose(current -> take(current.orElse(null)))
                .onComplete(result -> {
                    taking = false;
                    if (result.failed()) {
                        LOG.debugf(
                                "Cannot read the webhook queue of app %s: %s",
                                app, result.cause().getMessage());
                        takeIn(RETRY_DELAY);
                    } else {
                        onTaken(result.result(), wakesBefore);
                    }
                });
    }

    private Future<TakeResult> take(@Nullable App current) {
        boolean batch = current != null
                && current.webhook() != null
                && current.webhook().batch();
        int capacity = batch
                ? (isCaughtUp() ? ProtocolLimits.EVENTS_PER_WEBHOOK : 0)
                : MAX_QUEUED - queues.waiting() - firstAttempts;
        TakeRequest want = new TakeRequest(lastTaken, Math.max(0, capacity), MAX_RETRIES - retrying.size(), timeout);
        return onEventLoop(queue.take(app, current, want)).onSuccess(taken -> {
            if (taken instanceof TakeResult.Owned it) {
                dropReporter.dropped(app, it.dropped());
                mayHaveMore = it.first().stream()
                                .mapToInt(delivery -> delivery.entries().size())
                                .sum()
                        >= want.first();
            }
        });
    }

    /** Drops deliveries that were not started; they are taken again. */
    private void restart() {
        lastTaken = null;
        queues.clear();
    }

    private void onTaken(TakeResult taken, long wakesBefore) {
        if (stopping) {
            endIfIdle();
            return;
        }
        switch (taken) {
            case TakeResult.OwnedElsewhere(Duration pause) -> {
                restart();
                reportWaiting(0);
                Duration atLeast = pause.compareTo(RETRY_DELAY) > 0 ? pause : RETRY_DELAY;
                otherOwnerUntil = System.nanoTime() + atLeast.toNanos();
                if (window.waitsForOtherOwners()) {
                    takeIn(atLeast);
                } else {
                    sleep(wakesBefore);
                }
            }
            case TakeResult.Owned here -> {
                reportWaiting(here.waiting());
                ownedUntil = System.nanoTime() + WebhookQueue.OWNERSHIP.toNanos();
                here.first().forEach(this::enqueue);
                here.retries().forEach(this::retry);
                attemptNext();
                scheduleNext(here.next(), wakesBefore);
            }
        }
    }

    /** Reports the number of waiting deliveries while this node delivers for the app. */
    private void reportWaiting(long waiting) {
        meter().waiting(waiting - reportedWaiting);
        reportedWaiting = waiting;
    }

    private WebhookMeter meter() {
        return meters.of(app).webhooks();
    }

    private void enqueue(Delivery delivery) {
        lastTaken = delivery.entries().getLast();
        if (!unsettled.contains(delivery.id())) {
            queues.add(delivery);
        }
    }

    private void scheduleNext(@Nullable Duration next, long wakesBefore) {
        if (takeAgain) {
            take();
        } else if (!isIdle()) {
            takeIn(next != null && next.compareTo(RENEWAL_INTERVAL) < 0 ? next : RENEWAL_INTERVAL);
        } else if (next != null && window.includes(next)) {
            takeIn(next);
        } else {
            sleep(wakesBefore);
        }
    }

    /** From now on another deliverer may replace this one. */
    private void sleep(long wakesBefore) {
        vertx.cancelTimer(timer);
        timer = -1;
        asleepAtWake = wakesBefore;
        onIdle.accept(this);
    }

    /** Takes deliveries after a delay, or earlier if that is scheduled. */
    private void takeIn(Duration delay) {
        long due = System.nanoTime() + delay.toNanos();
        if (timer != -1) {
            if (timerDueNanos - due <= 0) {
                return;
            }
            vertx.cancelTimer(timer);
        }
        timerDueNanos = due;
        timer = vertx.setTimer(
                Math.max(1, delay.toMillis()),
                id -> context.runOnContext(ignored -> {
                    if (timer == id) {
                        timer = -1;
                        take();
                    }
                }));
    }

    private void attemptNext() {
        while (firstAttempts < MAX_FIRST_ATTEMPTS && !stopping) {
            Delivery delivery = queues.next();
            if (delivery == null) {
                return;
            }
            firstAttempts++;
            unsettled.add(delivery.id());
            attempt(delivery).onComplete(ended -> {
                firstAttempts--;
                queues.finish(delivery);
                attemptNext();
                if (mayHaveMore && queues.waiting() < MAX_QUEUED / 2) {
                    take();
                }
            });
        }
    }

    private void retry(Delivery delivery) {
        if (unsettled.add(delivery.id())) {
            retrying.add(delivery.id());
            attempt(delivery);
        }
    }

    /** Makes one attempt with the current settings of the app. Completes when the attempt has ended, before it is settled. */
    private Future<Void> attempt(Delivery delivery) {
        return onEventLoop(apps.find(app))
                .map(found -> DeliveryDecision.of(delivery, found, System.currentTimeMillis()))
                .otherwise(failure -> new DeliveryDecision.Wait())
                .compose(decision -> switch (decision) {
                    case DeliveryDecision.Send send -> send(delivery, send);
                    case DeliveryDecision.Drop() -> {
                        settle(delivery, () -> queue.done(app, delivery));
                        yield Future.succeededFuture();
                    }
                    case DeliveryDecision.Wait() -> {
                        if (stopping) {
                            settled(delivery);
                            yield Future.succeededFuture();
                        }
                        yield afterRetryDelay().compose(ignored -> attempt(delivery));
                    }
                });
    }

    private Future<Void> send(Delivery delivery, DeliveryDecision.Send decision) {
        long startedAtMillis = System.currentTimeMillis();
        String body = WebhookBody.of(delivery.timeMillis(), decision.events());
        return onEventLoop(sender.send(decision.app(), decision.webhook(), delivery.id(), body)
                        .toCompletionStage())
                .map(result -> {
                    String problem = result.problem();
                    meters.webhookAttempted(result.duration());
                    meter().attempted(problem == null);
                    attempts.ended(
                            decision.app(), decision.webhook(), delivery.id(), delivery.attempts() + 1, body, result);
                    if (problem == null) {
                        settle(delivery, () -> queue.done(app, delivery));
                    } else {
                        failed(delivery.failed(startedAtMillis), problem);
                    }
                    return null;
                });
    }

    private void failed(Delivery delivery, String problem) {
        Duration elapsed = Duration.ofMillis(System.currentTimeMillis() - delivery.firstAttemptAt());
        Optional<Duration> wait = backoff.next(delivery.attempts(), elapsed);
        LOG.debugf("Webhook %s failed: %s", delivery.id(), problem);
        if (wait.isPresent()) {
            settle(delivery, () -> queue.postpone(app, delivery, wait.get()));
            takeIn(wait.get());
        } else {
            meter().gaveUp();
            LogContext.app(app)
                    .log(() -> LOG.warnf(
                            "Webhook %s of app %s failed permanently after %d attempts: %s",
                            delivery.id(), app, delivery.attempts(), problem));
            settle(delivery, () -> queue.giveUp(app, delivery, problem)
                    .thenAccept(deleted -> meters.rejected(Bound.WEBHOOK_DEAD_LETTERS, deleted)));
        }
    }

    private void settle(Delivery delivery, Supplier<CompletionStage<Void>> operation) {
        settle(delivery, operation, 1);
    }

    /** A delivery whose outcome cannot be recorded for long is attempted again, by the node that then delivers for the app. */
    private void settle(Delivery delivery, Supplier<CompletionStage<Void>> operation, int tries) {
        onEventLoop(operation.get()).onComplete(result -> {
            if (result.succeeded()) {
                settled(delivery);
            } else if (tries < MAX_SETTLE_TRIES) {
                afterRetryDelay().onSuccess(ignored -> settle(delivery, operation, tries + 1));
            } else {
                LogContext.app(app)
                        .log(() -> LOG.warnf(
                                "Cannot record the outcome of webhook %s; it may be sent again: %s",
                                delivery.id(), result.cause().getMessage()));
                restart();
                settled(delivery);
            }
        });
    }

    private void settled(Delivery delivery) {
        unsettled.remove(delivery.id());
        retrying.remove(delivery.id());
        if (isCaughtUp()) {
            take(); // to find out what is due next
        }
    }

    private Future<Void> afterRetryDelay() {
        Promise<Void> ended = Promise.promise();
        vertx.setTimer(RETRY_DELAY.toMillis(), id -> context.runOnContext(ignored -> ended.complete()));
        return ended.future();
    }

    /** The result of a stage, on the event loop of this deliverer. */
    private <T> Future<T> onEventLoop(CompletionStage<T> stage) {
        Promise<T> promise = Promise.promise();
        stage.whenComplete((value, failure) -> context.runOnContext(ignored -> {
            if (failure == null) {
                promise.complete(value);
            } else {
                promise.fail(failure);
            }
        }));
        return promise.future();
    }
}
