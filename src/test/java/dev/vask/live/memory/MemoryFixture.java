package dev.vask.live.memory;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.RecordingInbox;
import java.time.Duration;
import java.time.Instant;

/** The live state in memory: one node with every name, and a clock that only tests advance. */
final class MemoryFixture implements LiveStateFixture {

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00.000999999Z");
    private final RecordingInbox inbox = new RecordingInbox();
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
    public void advanceCalendar(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void close() {}
}
