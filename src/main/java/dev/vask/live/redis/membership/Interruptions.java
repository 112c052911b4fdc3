package dev.vask.live.redis.membership;

import dev.vask.live.LiveStateInterruption;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports that clients of this node must reconnect because messages were lost. */
record Interruptions(Consumer<LiveStateInterruption> listener) {

    /** Messages of an app were lost. */
    void missed(String app) {
        listener.accept(new LiveStateInterruption(Optional.of(app)));
    }

    /** Messages of any app may have been lost. */
    void missedAll() {
        listener.accept(new LiveStateInterruption(Optional.empty()));
    }
}
