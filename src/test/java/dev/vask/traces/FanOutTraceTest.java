package dev.vask.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FanOutTraceTest {

    private final List<String> ended = new ArrayList<>();
    private final FanOutTrace fanOut =
            FanOutTrace.of((messages, deliveries) -> ended.add(messages + " to " + deliveries));

    @Test
    void it_ends_with_the_last_delivery() {
        fanOut.message();
        fanOut.begin();
        fanOut.begin();
        fanOut.delivered(3);
        fanOut.close();
        assertThat(ended).isEmpty();

        fanOut.delivered(4);

        assertThat(ended).containsExactly("1 to 7");
    }

    @Test
    void it_continues_until_it_is_closed() {
        fanOut.message();
        fanOut.begin();
        fanOut.delivered(1);
        assertThat(ended).isEmpty();

        fanOut.message();
        fanOut.close();

        assertThat(ended).containsExactly("2 to 1");
    }
}
