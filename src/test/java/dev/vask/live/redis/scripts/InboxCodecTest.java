package dev.vask.live.redis.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ChannelName;
import dev.vask.protocol.ErrorCode;
import dev.vask.protocol.SocketId;
import dev.vask.protocol.UserId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InboxCodecTest {

    private static Message read(String text) {
        List<Message> messages = InboxCodec.read(text);
        assertThat(messages).hasSize(1);
        return messages.getFirst();
    }

    private static String text(Message message) {
        return ((Message.SendFrame) message.content()).frame().text();
    }

    @Test
    void a_frame_keeps_its_line_breaks_and_its_time() {
        long before = System.nanoTime();
        String now = WallClock.now();

        Message message = read("F\nshop\n12\n" + now + "\n1.2\npresence-x\n{\n}\n");

        assertThat(message.app()).isEqualTo("shop");
        assertThat(message.sequence()).isEqualTo(12);
        assertThat(message.topic()).isEqualTo(new Topic.Channel(ChannelName.parse("presence-x")));
        Message.SendFrame content = (Message.SendFrame) message.content();
        assertThat(content.except()).isEqualTo(new SocketId("1.2"));
        assertThat(content.frame().text()).isEqualTo("{\n}\n");
        assertThat(content.frame().createdAt())
                .isBetween(before - TimeUnit.SECONDS.toNanos(1), before + TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void the_type_of_a_channel_follows_from_its_name() {
        Message message = read("F\nshop\n12\n0\n\nprivate-cache-x\n{}");

        ChannelName channel = ((Topic.Channel) message.topic()).name();
        assertThat(channel.type())
                .isEqualTo(ChannelName.parse("private-cache-x").type());
        assertThat(((Message.SendFrame) message.content()).except()).isNull();
    }

    @Test
    void other_kinds_become_messages_of_the_protocol() {
        assertThat(text(read("N\nshop\n1\n0\n\nroom\n140")))
                .contains("subscription_count")
                .contains("140");
        assertThat(text(read("R\nshop\n1\n0\n\npresence-x\nada")))
                .contains("member_removed")
                .contains("ada");
        assertThat(text(read("O\nshop\n1\n0\n\nada\n"))).contains("online");
        assertThat(text(read("X\nshop\n1\n0\n\nada\n"))).contains("offline");
        assertThat(read("O\nshop\n1\n0\n\nada\n").topic()).isEqualTo(new Topic.Watch("ada"));
        Message terminate = read("T\nshop\n1\n0\n\n#ada\n");
        assertThat(terminate.topic()).isEqualTo(new Topic.User(UserId.parse("ada")));
        assertThat(terminate.content())
                .as("from a node of an older version")
                .isEqualTo(new Message.Terminate(ErrorCode.RECONNECT));
        assertThat(read("T\nshop\n1\n0\n\n#ada\n4200").content()).isEqualTo(new Message.Terminate(ErrorCode.RECONNECT));
        assertThat(read("T\nshop\n1\n0\n\n#ada\n4009").content())
                .isEqualTo(new Message.Terminate(ErrorCode.UNAUTHORIZED));
    }

    @Test
    void published_events_are_messages_of_their_own() {
        List<Message> messages = InboxCodec.read("""
                P
                shop
                0
                15
                1f
                3
                1.2
                room
                {"event":"a"}
                0

                #ada
                {"event":"b"}""");

        assertThat(messages).extracting(Message::app).containsExactly("shop", "shop");
        assertThat(messages).extracting(Message::sequence).containsExactly(12L, 15L);
        assertThat(messages)
                .extracting(Message::topic)
                .containsExactly(new Topic.Channel(ChannelName.parse("room")), new Topic.User(UserId.parse("ada")));
        assertThat(messages).extracting(InboxCodecTest::text).containsExactly("{\"event\":\"a\"}", "{\"event\":\"b\"}");
        assertThat(messages)
                .extracting(it -> ((Message.SendFrame) it.content()).except())
                .containsExactly(new SocketId("1.2"), null);
        assertThat(messages)
                .as("events of users have no id")
                .extracting(it ->
                        ((Message.SendFrame) it.content()).frame().identified().text())
                .containsExactly("{\"event\":\"a\",\"id\":\"1f:12\"}", "{\"event\":\"b\"}");
    }

    @Test
    void an_unknown_kind_is_an_error() {
        assertThatIllegalArgumentException().isThrownBy(() -> read("?\nshop\n1\n0\n\nroom\n"));
    }
}
