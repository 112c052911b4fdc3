package dev.vask.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order of the commands of a connection and its release. */
class CommandQueueTest {

    private static final CompletableFuture<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    private final List<String> order = new ArrayList<>();
    private final CommandQueue queue = new CommandQueue();

    private CompletionStage<@Nullable Void> release() {
        order.add("release");
        return DONE;
    }

    @Test
    void the_running_command_completes_and_waiting_commands_are_dropped() {
        CompletableFuture<@Nullable Void> underWay = new CompletableFuture<>();
        queue.then(() -> {
            order.add("begin");
            return underWay.thenRun(() -> order.add("end"));
        });
        queue.then(() -> {
            order.add("too late");
            return DONE;
        });

        queue.end(this::release);
        assertThat(order).containsExactly("begin");
        underWay.complete(null);

        assertThat(order).containsExactly("begin", "end", "release");
    }

    @Test
    void a_command_that_ends_the_connection_completes_before_the_release() {
        queue.then(() -> {
            queue.end(this::release);
            order.add("rest of the command");
            return DONE;
        });

        assertThat(order).containsExactly("rest of the command", "release");
    }

    @Test
    void a_command_that_throws_after_ending_the_connection_does_not_prevent_the_release() {
        try {
            queue.then(() -> {
                queue.end(this::release);
                throw new IllegalStateException("expected");
            });
        } catch (IllegalStateException e) {
            order.add("failed");
        }

        assertThat(order).containsExactly("release", "failed");
    }

    @Test
    void there_is_one_release_and_nothing_after_it() {
        queue.end(this::release);
        queue.end(this::release);
        queue.then(() -> {
            order.add("too late");
            return DONE;
        });
        queue.whenDone(() -> order.add("done"));

        assertThat(order).containsExactly("release", "done");
    }
}
