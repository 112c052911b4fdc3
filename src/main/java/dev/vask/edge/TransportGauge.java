package dev.vask.edge;

import dev.vask.meters.Meters;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Counts the open WebSocket connections by the transport that they use. Thread-safe. */
@Singleton
class TransportGauge {

    private final Map<TransportKind, AtomicInteger> open = Arrays.stream(TransportKind.values())
            .collect(Collectors.toMap(
                    kind -> kind, kind -> new AtomicInteger(), (a, b) -> a, () -> new EnumMap<>(TransportKind.class)));
    private final Meters meters;

    TransportGauge(Meters meters) {
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        open.forEach((kind, connections) -> meters.registerGauge(
                "vask.connections.transport",
                "Open WebSocket connections by the way in which frames are written to them",
                "transport",
                kind.label(),
                connections::get));
    }

    /** Counts a connection that was opened. */
    void opened(TransportKind kind) {
        of(kind).incrementAndGet();
    }

    /** Counts a connection that was closed. */
    void closed(TransportKind kind) {
        of(kind).decrementAndGet();
    }

    /** The number of open connections. */
    int open(TransportKind kind) {
        return of(kind).get();
    }

    private AtomicInteger of(TransportKind kind) {
        return Objects.requireNonNull(open.get(kind));
    }
}
