package dev.vask.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** The webhook meters of one app, or of several apps together, on the node that delivers. */
public final class WebhookMeter {

    private final LongAdder waiting = new LongAdder();
    private final Counter delivered;
    private final Counter failed;
    private final Counter deadLetters;
    private final Counter dropped;

    WebhookMeter(MeterRegistry registry, String label) {
        Gauge.builder("vask.webhooks.waiting", waiting, LongAdder::sum)
                .description("Webhook events that wait for a delivery attempt or its outcome")
                .tag(AppMeter.APP, label)
                .strongReference(true)
                .register(registry);
        delivered = attempts(registry, label, "delivered");
        failed = attempts(registry, label, "failed");
        deadLetters = Counter.builder("vask.webhooks.dead.letters")
                .description("Webhook deliveries that failed permanently")
                .tag(AppMeter.APP, label)
                .register(registry);
        dropped = Counter.builder("vask.webhooks.dropped")
                .description("Webhook events dropped because the queue of the app is full")
                .tag(AppMeter.APP, label)
                .register(registry);
    }

    private static Counter attempts(MeterRegistry registry, String label, String outcome) {
        return Counter.builder("vask.webhooks.attempts")
                .description("Webhook delivery attempts, by outcome")
                .tag(AppMeter.APP, label)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Adds waiting events, or removes them if negative. */
    public void waiting(long change) {
        waiting.add(change);
    }

    /** Counts a delivery attempt. */
    public void attempted(boolean successfully) {
        (successfully ? delivered : failed).increment();
    }

    /** Counts events that were dropped because the queue is full. */
    public void dropped(long events) {
        dropped.increment((double) events);
    }

    /** Counts a delivery that failed permanently. */
    public void gaveUp() {
        deadLetters.increment();
    }
}
