package dev.vask.live.redis.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InboundOrderTest {

    private static final String APP = "app";

    private final List<Long> passed = new ArrayList<>();
    private final InboundOrder order = new InboundOrder(message -> passed.add(message.sequence()));

    @Test
    void duplicates_are_dropped() {
        order.begin(APP, 0);

        receive(1, 2, 2, 1, 3);

        assertThat(passed).containsExactly(1L, 2L, 3L);
    }

    @Test
    void after_a_lost_connection_new_messages_wait_for_the_log() {
        order.begin(APP, 0);
        receive(1);
        order.disconnect(Set.of(APP));
        receive(4, 5);
        assertThat(passed).containsExactly(1L);
        assertThat(order.received(APP)).isEqualTo(1);

        order.resume(APP, messages(2, 3, 4));
        receive(6);

        assertThat(passed).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void an_app_first_subscribed_after_the_connection_was_lost_also_waits() {
        order.disconnect(Set.of());
        order.begin(APP, 1);
        receive(3);

        order.resume(APP, messages(2, 3));

        assertThat(passed).containsExactly(2L, 3L);
    }

    @Test
    void an_app_without_a_log_to_read_waits_until_all_logs_are_read() {
        order.disconnect(Set.of());
        receive(3);
        assertThat(passed).isEmpty();

        order.resumeAll();
        receive(4);

        assertThat(passed).containsExactly(3L, 4L);
    }

    @Test
    void an_app_without_subscriptions_cannot_miss_messages() {
        assertThat(order.received(APP)).isEqualTo(InboundOrder.NOTHING);
        order.disconnect(Set.of());
        receive(7);
        assertThat(order.received(APP)).isEqualTo(InboundOrder.NOTHING);

        order.begin(APP, 9);
        order.begin(APP, 8);

        assertThat(order.received(APP)).isEqualTo(8);
    }

    private void receive(long... sequences) {
        messages(sequences).forEach(message -> order.receive(message));
    }

    private static List<Message> messages(long... sequences) {
        List<Message> all = new ArrayList<>();
        for (long sequence : sequences) {
            all.add(new Message(
                    APP,
                    new Topic.Channel(ChannelName.parse("x")),
                    sequence,
                    new Message.Terminate(ErrorCode.RECONNECT)));
        }
        return all;
    }
}
