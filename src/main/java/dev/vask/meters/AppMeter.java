package dev.vask.meters;

import dev.vask.protocol.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The meters of one app on this node, or of several apps together. Thread-safe. */
public final class AppMeter {

    static final String APP = "app";

    private static final String RESUMPTIONS =
            "Subscriptions that named the last event that the client received, by result: ok, or why events may be missing";
    private static final int FIRST_REJECTION = 4_000;

    private final MeterRegistry registry;
    private final String label;
    private final LongAdder connections;
    private final LongAdder subscriptions;
    private final LongAdder opened;
    private final LongAdder commands;
    private final LongAdder receivedBytes;
    private final LongAdder backendEvents;
    private final LongAdder clientEvents;
    private final LongAdder deliveries;
    private final LongAdder replies;
    private final LongAdder sentBytes;
    private final LongAdder replayed;
    private final LongAdder slowReaders;
    private final LongAdder rejected = new LongAdder();
    private @Nullable WebhookMeter webhooks;
    private volatile @Nullable StoredMeter stored;

    AppMeter(MeterRegistry registry, String label) {
        this.registry = registry;
        this.label = label;
        connections = gauge("vask.connections", "Open WebSocket connections");
        subscriptions = gauge("vask.subscriptions", "Subscriptions, one for each connection and channel");
        opened = counter("vask.connections.opened", "WebSocket connections opened");
        commands = counter("vask.commands", "WebSocket messages received from clients");
        receivedBytes = counter("vask.received.bytes", "Bytes of WebSocket messages received from clients");
        backendEvents = counter(
                "vask.events.published", "Events published by backends, each counted once", "source", "backend");
        clientEvents = counter("vask.events.published", "Events published by clients", "source", "client");
        deliveries = counter("vask.deliveries", "Events written to connections");
        replies = counter("vask.replies", "Frames other than events written to connections");
        sentBytes = counter("vask.sent.bytes", "Bytes written to connections, including WebSocket headers");
        replayed = counter("vask.replayed.events", "Missed events sent to subscriptions that continued");
        slowReaders = counter("vask.slow.readers", "Connections closed because the client reads too slowly");
    }

    private LongAdder gauge(String name, String description) {
        LongAdder adder = new LongAdder();
        Gauge.builder(name, adder, LongAdder::sum)
                .description(description)
                .tag(APP, label)
                .strongReference(true)
                .register(registry);
        return adder;
    }

    private LongAdder counter(String name, String description, String... tags) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder(name, adder, LongAdder::sum)
                .description(description)
                .tag(APP, label)
                .tags(tags)
                .register(registry);
        return adder;
    }

    /** The webhook meters of the app, registered on first use. */
    public synchronized WebhookMeter webhooks() {
        WebhookMeter known = webhooks;
        if (known == null) {
            known = new WebhookMeter(registry, label);
            webhooks = known;
        }
        return known;
    }

    /** Counts a connection that was established. */
    public void connected() {
        opened.increment();
        connections.increment();
    }

    /** Counts an established connection that was closed. */
    public void disconnected() {
        connections.decrement();
    }

    /** Adds subscriptions, or removes them if negative. */
    public void subscribed(int change) {
        subscriptions.add(change);
    }

    /** Counts a message from a client. */
    public void received(int bytes) {
        commands.increment();
        receivedBytes.add(bytes);
    }

    /** Counts accepted events of a backend. */
    public void backendEvents(int events) {
        backendEvents.add(events);
    }

    /** Counts an accepted client event. */
    public void clientEvent() {
        clientEvents.increment();
    }

    /** Counts an event that was written to a connection. On the hot path. */
    public void delivered(int bytes) {
        deliveries.increment();
        sentBytes.add(bytes);
    }

    /** Counts another frame that was written to a connection. */
    public void replied(int bytes) {
        replies.increment();
        sentBytes.add(bytes);
    }

    /** Counts a connection that was closed because its client reads too slowly. */
    public void slowReader() {
        slowReaders.increment();
    }

    /** The totals since the start of this node. */
    public Traffic traffic() {
        return new Traffic(
                connections.sum(),
                commands.sum(),
                deliveries.sum() + replies.sum(),
                backendEvents.sum() + clientEvents.sum(),
                deliveries.sum(),
                rejected.sum());
    }

    /** Counts a rejected request of a backend. */
    public void requestRejected() {
        rejected.increment();
    }

    /** Counts a command that was rejected with an error frame; the code is null where the protocol has none. */
    public void commandRejected(@Nullable ErrorCode code) {
        rejected.increment();
        String known = code == null ? "none" : Integer.toString(code.code());
        count("vask.errors", "Commands rejected with an error frame, by error code", known);
    }

    /** Counts a connection that this server closed. */
    public void closed(int code) {
        if (code >= FIRST_REJECTION && code < ErrorCode.RECONNECT.code()) {
            rejected.increment();
        }
        count("vask.closes", "Connections closed or rejected by the server, by close code", Integer.toString(code));
    }

    private void count(String name, String description, String code) {
        count(name, description, "code", code);
    }

    /** Sets the stored events of the app, as this node has seen them last, and their bytes. */
    public void stored(long events, long bytes) {
        StoredMeter known = stored;
        if (known == null) {
            known = registerStored();
        }
        known.events.set(events);
        known.bytes.set(bytes);
    }

    private synchronized StoredMeter registerStored() {
        StoredMeter known = stored;
        if (known == null) {
            known = new StoredMeter();
            register(
                    "vask.history.events",
                    "Stored events of all channels, after the last publish of this node",
                    known.events);
            register("vask.history.bytes", "Bytes of stored events, after the last publish of this node", known.bytes);
            stored = known;
        }
        return known;
    }

    private void register(String name, String description, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::get)
                .description(description)
                .tag(APP, label)
                .strongReference(true)
                .register(registry);
    }

    /** Gauges that only apps with history have. */
    private static final class StoredMeter {
        final AtomicLong events = new AtomicLong();
        final AtomicLong bytes = new AtomicLong();
    }

    /** Counts a subscription that continued after an event, and the missed events that were sent. */
    public void resumed(int events) {
        count("vask.resumptions", RESUMPTIONS, "result", "ok");
        replayed.add(events);
    }

    /** Counts a subscription that could not continue after an event. */
    public void notResumed(String cause) {
        count("vask.resumptions", RESUMPTIONS, "result", cause);
    }

    private void count(String name, String description, String tag, String value) {
        Counter.builder(name)
                .description(description)
                .tag(APP, label)
                .tag(tag, value)
                .register(registry)
                .increment();
    }
}
