package dev.vask.live.memory;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.Recorder;
import java.time.Duration;
import java.time.Instant;

/** A standalone service, whose one node goes by every name and whose time stands still until it is moved. */
final class MemoryService implements LiveStateFixture {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00.000999999Z");
    private final Recorder inbox = new Recorder();
    final MemoryLiveState live = new MemoryLiveState(inbox, GRACE, LIMITS, () -> now, (interval, task) -> () -> {}, 2);

    @Override
    public Node node(String name) {
        return new Node(live, inbox);
    }

    @Override
    public void advance(Duration time) {
        now = now.plus(time);
        live.sweep();
    }

    @Override
    public void turnCalendar(Duration days) {
        now = now.plus(days);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void close() {}
}
