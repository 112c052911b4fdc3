package dev.vask.live.redis.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.traces.FanOutTrace;
import dev.vask.traces.Trace;
import dev.vask.traces.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FanOutTracesTest {

    private final List<String> ended = new ArrayList<>();
    private final FanOutTraces fanOuts = new FanOutTraces(new RecordingTraces());

    @Test
    void messages_between_start_and_end_belong_to_the_trace() {
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);

        fanOuts.receive("shop\none");
        assertThat(fanOuts.of("shop")).isNotSameAs(FanOutTrace.NONE);
        assertThat(fanOuts.of("chat")).isSameAs(FanOutTrace.NONE);

        fanOuts.receive("shop\n");
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
        assertThat(ended).containsExactly("one");
    }

    @Test
    void a_trace_without_an_end_ends_when_the_next_one_starts() {
        fanOuts.receive("shop\none");
        FanOutTrace first = fanOuts.of("shop");

        fanOuts.receive("shop\ntwo");

        assertThat(ended).containsExactly("one");
        assertThat(fanOuts.of("shop")).isNotSameAs(FanOutTrace.NONE).isNotSameAs(first);
    }

    @Test
    void an_invalid_context_is_not_traced() {
        fanOuts.receive("shop\nnone");

        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
    }

    @Test
    void all_traces_end_when_the_connection_is_lost() {
        fanOuts.receive("shop\none");
        fanOuts.receive("chat\ntwo");

        fanOuts.disconnect();

        assertThat(ended).containsExactlyInAnyOrder("one", "two");
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
    }

    /** Records the contexts of fan-outs that ended. */
    private final class RecordingTraces implements Traces {

        @Override
        public boolean isOn() {
            return true;
        }

        @Override
        public Trace request(String name, Function<String, @Nullable String> headers) {
            return Trace.NONE;
        }

        @Override
        public FanOutTrace fanOut(String context) {
            return context.equals("none")
                    ? FanOutTrace.NONE
                    : FanOutTrace.of((messages, deliveries) -> ended.add(context));
        }

        @Override
        public CompletionStage<@Nullable Void> flush() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<@Nullable Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
