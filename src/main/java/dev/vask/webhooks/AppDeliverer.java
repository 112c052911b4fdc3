package dev.vask.webhooks;

import dev.vask.apps.App;
import dev.vask.apps.AppDirectory;
import dev.vask.live.Delivery;
import dev.vask.live.WebhookQueue;
import dev.vask.live.WebhookQueue.TakeResult;
import dev.vask.live.WebhookQueue.TakeRequest;
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
    private static final int WINDOW = 100;
    private static final int MOST_FIRST = 16;
    private static final int MOST_RETRIES = 16;
    private static final int MOST_SETTLINGS = 20;
    private static final Duration RENEWAL = WebhookQueue.OWNERSHIP.dividedBy(3);
    private static final Duration SOON = Duration.ofMillis(500);

    private final String app;
    private final Vertx vertx;
    private final Context context;
    private final WebhookQueue queue;
    private final AppDirectory apps;
    private final WebhookSender sender;
    private final Backoff backoff;
    private final Duration timeout;
    private final Meters meters;
    private final DropReporter drops;
    private final Consumer<AppDeliverer> idle;

    private final AtomicLong wakes = new AtomicLong();
    private final Promise<Void> ended = Promise.promise();
    private volatile long asleepSince = -1;

    private final ChannelQueues lanes = new ChannelQueues();
    private final Set<String> unsettled = new HashSet<>();
    private final Set<String> retrying = new HashSet<>();
    private @Nullable String after;
    private int firstAttempts;
    private boolean taking;
    private boolean again;
    private boolean more;
    private boolean stopping;
    private long ownedUntil = System.nanoTime();
    private long elsewhereUntil = System.nanoTime();
    private long timer = -1;
    private long timerDue;
    private long shown;

    AppDeliverer(
            String app,
            Vertx vertx,
            WebhookQueue queue,
            AppDirectory apps,
            WebhookSender sender,
            Backoff backoff,
            Duration timeout,
            Meters meters,
            DropReporter drops,
            Consumer<AppDeliverer> idle) {
        this.app = app;
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.queue = queue;
        this.apps = apps;
        this.sender = sender;
        this.backoff = backoff;
        this.timeout = timeout;
        this.meters = meters;
        this.drops = drops;
        this.idle = idle;
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
        return asleepSince == wakes.get();
    }

    /** Starts nothing more. Completes when the running deliveries are settled. */
    Future<Void> stop() {
        context.runOnContext(ignored -> {
            stopping = true;
            lanes.clear();
            endIfIdle();
        });
        return ended.future();
    }

    private void endIfIdle() {
        if (stopping && isIdle() && !ended.future().isComplete()) {
            show(0);
            here(queue.release(app)).onComplete(released -> ended.tryComplete());
        }
    }

    private boolean isIdle() {
        return lanes.waiting() == 0 && unsettled.isEmpty();
    }

    /** Whether all deliveries that were taken for a first attempt are settled. */
    private boolean isCaughtUp() {
        return lanes.waiting() == 0 && unsettled.size() == retrying.size();
    }

    private void take() {
        if (stopping) {
            endIfIdle();
            return;
        }
        if (taking) {
            again = true;
            return;
        }
        if (elsewhereUntil - System.nanoTime() > 0) {
            return;
        }
        if (ownedUntil - System.nanoTime() < 0) {
            beginAnew(); // another node may have delivered meanwhile
        }
        taking = true;
        again = false;
        long seen = wakes.get();
        here(apps.find(app)).compose(now -> take(now.orElse(null))).onComplete(result -> {
            taking = false;
            if (result.failed()) {
                LOG.debugf(
                        "Cannot read the webhook queue of app %s: %s",
                        app, result.cause().getMessage());
                takeIn(SOON);
            } else {
                taken(result.result(), seen);
            }
        });
    }

    private Future<TakeResult> take(@Nullable App now) {
        boolean batch = now != null && now.webhook() != null && now.webhook().batch();
        int room = batch
                ? (isCaughtUp() ? ProtocolLimits.EVENTS_PER_WEBHOOK : 0)
                : WINDOW - lanes.waiting() - firstAttempts;
        TakeRequest want = new TakeRequest(after, Math.max(0, room), MOST_RETRIES - retrying.size(), timeout);
        return here(queue.take(app, now, want)).onSuccess(taken -> {
            if (taken instanceof TakeResult.Owned it) {
                drops.dropped(app, it.dropped());
                more = it.first().stream()
                                .mapToInt(delivery -> delivery.entries().size())
                                .sum()
                        >= want.first();
            }
        });
    }

    /** Drops deliveries that were not started; they are taken again. */
    private void beginAnew() {
        after = null;
        lanes.clear();
    }

    private void taken(TakeResult taken, long seen) {
        if (stopping) {
            endIfIdle();
            return;
        }
        switch (taken) {
            case TakeResult.OwnedElsewhere(Duration pause) -> {
                beginAnew();
                show(0);
                Duration atLeast = pause.compareTo(SOON) > 0 ? pause : SOON;
                elsewhereUntil = System.nanoTime() + atLeast.toNanos();
                takeIn(atLeast);
            }
            case TakeResult.Owned here -> {
                show(here.waiting());
                ownedUntil = System.nanoTime() + WebhookQueue.OWNERSHIP.toNanos();
                here.first().forEach(this::line);
                here.retries().forEach(this::retry);
                attemptNext();
                goOn(here.next(), seen);
            }
        }
    }

    /** Reports the number of waiting deliveries while this node delivers for the app. */
    private void show(long waiting) {
        counted().waiting(waiting - shown);
        shown = waiting;
    }

    private WebhookMeter counted() {
        return meters.of(app).webhooks();
    }

    private void line(Delivery delivery) {
        after = delivery.entries().getLast();
        if (!unsettled.contains(delivery.id())) {
            lanes.add(delivery);
        }
    }

    private void goOn(@Nullable Duration next, long seen) {
        if (again) {
            take();
        } else if (!isIdle()) {
            takeIn(next != null && next.compareTo(RENEWAL) < 0 ? next : RENEWAL);
        } else if (next != null) {
            takeIn(next);
        } else {
            vertx.cancelTimer(timer); // from here on another outbox may replace this one
            timer = -1;
            asleepSince = seen;
            idle.accept(this);
        }
    }

    /** Takes deliveries after a delay, or earlier if that is scheduled. */
    private void takeIn(Duration delay) {
        long due = System.nanoTime() + delay.toNanos();
        if (timer != -1) {
            if (timerDue - due <= 0) {
                return;
            }
            vertx.cancelTimer(timer);
        }
        timerDue = due;
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
        while (firstAttempts < MOST_FIRST && !stopping) {
            Delivery delivery = lanes.next();
            if (delivery == null) {
                return;
            }
            firstAttempts++;
            unsettled.add(delivery.id());
            attempt(delivery).onComplete(over -> {
                firstAttempts--;
                lanes.over(delivery);
                attemptNext();
                if (more && lanes.waiting() < WINDOW / 2) {
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

    /** Makes one attempt with the current settings of the app. Completes when it has ended, before it is settled. */
    private Future<Void> attempt(Delivery delivery) {
        return here(apps.find(app))
                .map(found -> DeliveryDecision.of(delivery, found, System.currentTimeMillis()))
                .otherwise(away -> new DeliveryDecision.Wait())
                .compose(verdict -> switch (verdict) {
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
                        yield pause().compose(ok -> attempt(delivery));
                    }
                });
    }

    private Future<Void> send(Delivery delivery, DeliveryDecision.Send what) {
        long begun = System.currentTimeMillis();
        String body = WebhookBody.of(delivery.timeMillis(), what.events());
        return here(sender.send(what.app(), what.webhook(), delivery.id(), body).toCompletionStage())
                .map(answer -> {
                    String problem = answer.problem();
                    meters.webhookAttempted(answer.took());
                    counted().attempted(problem == null);
                    if (problem == null) {
                        settle(delivery, () -> queue.done(app, delivery));
                    } else {
                        failed(delivery.failed(begun), problem);
                    }
                    return null;
                });
    }

    private void failed(Delivery delivery, String problem) {
        Duration since = Duration.ofMillis(System.currentTimeMillis() - delivery.firstAttemptAt());
        Optional<Duration> wait = backoff.next(delivery.attempts(), since);
        LOG.debugf("Webhook %s failed: %s", delivery.id(), problem);
        if (wait.isPresent()) {
            settle(delivery, () -> queue.postpone(app, delivery, wait.get()));
            takeIn(wait.get());
        } else {
            counted().gaveUp();
            LogContext.app(app)
                    .log(() -> LOG.warnf(
                            "Webhook %s of app %s failed permanently after %d attempts: %s",
                            delivery.id(), app, delivery.attempts(), problem));
            settle(delivery, () -> queue.giveUp(app, delivery, problem)
                    .thenAccept(forgotten -> meters.rejected(Bound.WEBHOOK_DEAD_LETTERS, forgotten)));
        }
    }

    private void settle(Delivery delivery, Supplier<CompletionStage<Void>> how) {
        settle(delivery, how, 1);
    }

    /** A delivery whose outcome cannot be recorded for long is attempted again, by the node that then delivers for the app. */
    private void settle(Delivery delivery, Supplier<CompletionStage<Void>> how, int tried) {
        here(how.get()).onComplete(result -> {
            if (result.succeeded()) {
                settled(delivery);
            } else if (tried < MOST_SETTLINGS) {
                pause().onSuccess(ok -> settle(delivery, how, tried + 1));
            } else {
                LogContext.app(app)
                        .log(() -> LOG.warnf(
                                "Cannot record the outcome of webhook %s; it may be sent again: %s",
                                delivery.id(), result.cause().getMessage()));
                beginAnew();
                settled(delivery);
            }
        });
    }

    private void settled(Delivery delivery) {
        unsettled.remove(delivery.id());
        retrying.remove(delivery.id());
        if (isCaughtUp()) {
            take(); // to find out what is next
        }
    }

    private Future<Void> pause() {
        Promise<Void> over = Promise.promise();
        vertx.setTimer(SOON.toMillis(), id -> context.runOnContext(ignored -> over.complete()));
        return over.future();
    }

    /** The result of a stage, on the event loop of this outbox. */
    private <T> Future<T> here(CompletionStage<T> stage) {
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
