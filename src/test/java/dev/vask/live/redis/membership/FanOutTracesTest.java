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
    private final FanOutTraces fanOuts = new FanOutTraces(new Noted());

    @Test
    void messages_between_the_lines_of_an_app_belong_to_what_the_first_one_says() {
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);

        fanOuts.receive("shop\none");
        assertThat(fanOuts.of("shop")).isNotSameAs(FanOutTrace.NONE);
        assertThat(fanOuts.of("chat")).isSameAs(FanOutTrace.NONE);

        fanOuts.receive("shop\n");
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
        assertThat(ended).containsExactly("one");
    }

    @Test
    void one_whose_end_was_not_received_ends_with_the_beginning_of_the_next() {
        fanOuts.receive("shop\none");
        FanOutTrace first = fanOuts.of("shop");

        fanOuts.receive("shop\ntwo");

        assertThat(ended).containsExactly("one");
        assertThat(fanOuts.of("shop")).isNotSameAs(FanOutTrace.NONE).isNotSameAs(first);
    }

    @Test
    void a_context_that_is_none_traces_nothing() {
        fanOuts.receive("shop\nnone");

        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
    }

    @Test
    void all_end_when_the_connection_is_lost() {
        fanOuts.receive("shop\none");
        fanOuts.receive("chat\ntwo");

        fanOuts.disconnect();

        assertThat(ended).containsExactlyInAnyOrder("one", "two");
        assertThat(fanOuts.of("shop")).isSameAs(FanOutTrace.NONE);
    }

    /** Notes by its context which fan-out has ended. */
    private final class Noted implements Traces {

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
        public CompletionStage<@Nullable Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
