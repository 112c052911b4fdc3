package dev.vask.meters;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one app's webhooks on the instance that delivers them, or of those of several apps together. */
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

    /** So many more wait, or fewer if negative. */
    public void waiting(long more) {
        waiting.add(more);
    }

    /** An attempt has ended. */
    public void attempted(boolean successfully) {
        (successfully ? delivered : failed).increment();
    }

    /** Events were dropped because the queue is full. */
    public void dropped(long events) {
        dropped.increment(events);
    }

    /** A delivery was given up. */
    public void gaveUp() {
        deadLetters.increment();
    }
}
