package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact text of each message (5.2.4). */
class MessageWriterTest {

    private static final Member ADA = new Member("ada", "{\"name\":\"Ada\"}");
    private static final Member BOB = new Member("10", "{}");

    private static final List<Map.Entry<ServerMessage, String>> WIRE = List.of(
            Map.entry(new ServerMessage.ConnectionEstablished(new SocketId("1234.5678"), 120, 7), """
                    {"event":"pusher:connection_established",\
                    "data":"{\\"socket_id\\":\\"1234.5678\\",\\"activity_timeout\\":120}"}"""),
            Map.entry(new ServerMessage.SubscriptionSucceeded("public-feed", null, null), """
                    {"event":"pusher_internal:subscription_succeeded","channel":"public-feed","data":"{}"}"""),
            Map.entry(new ServerMessage.SubscriptionSucceeded("presence-x", List.of(ADA, BOB), null), """
                    {"event":"pusher_internal:subscription_succeeded","channel":"presence-x",\
                    "data":"{\\"presence\\":{\\"count\\":2,\\"ids\\":[\\"ada\\",\\"10\\"],\
                    \\"hash\\":{\\"ada\\":{\\"name\\":\\"Ada\\"},\\"10\\":{}}}}"}"""),
            Map.entry(new ServerMessage.MemberAdded("presence-x", ADA), """
                    {"event":"pusher_internal:member_added","channel":"presence-x",\
                    "data":"{\\"user_id\\":\\"ada\\",\\"user_info\\":{\\"name\\":\\"Ada\\"}}"}"""),
            Map.entry(new ServerMessage.MemberRemoved("presence-x", "10"), """
                    {"event":"pusher_internal:member_removed","channel":"presence-x","data":"{\\"user_id\\":\\"10\\"}"}"""),
            Map.entry(
                    new ServerMessage.ChannelEvent("private-room.42", "message.created", "{\"body\":\"hello\"}", null),
                    """
                    {"event":"message.created","channel":"private-room.42","data":"{\\"body\\":\\"hello\\"}"}"""),
            Map.entry(new ServerMessage.ChannelEvent("presence-x", "client-typing", "", "10"), """
                    {"event":"client-typing","channel":"presence-x","data":"","user_id":"10"}"""),
            Map.entry(new ServerMessage.ChannelEvent("#server-to-user-ada", "hi", "x", null), """
                    {"event":"hi","channel":"#server-to-user-ada","data":"x"}"""),
            Map.entry(new ServerMessage.CacheMiss("cache-x"), """
                    {"event":"pusher:cache_miss","channel":"cache-x","data":"{}"}"""),
            Map.entry(new ServerMessage.SubscriptionCount("public-feed", 12), """
                    {"event":"pusher_internal:subscription_count","channel":"public-feed",\
                    "data":"{\\"subscription_count\\":12}"}"""),
            Map.entry(new ServerMessage.WatchlistEvents(List.of("bob"), List.of("carol", "dan")), """
                    {"event":"pusher_internal:watchlist_events","data":"{\\"events\\":[\
                    {\\"name\\":\\"online\\",\\"user_ids\\":[\\"bob\\"]},\
                    {\\"name\\":\\"offline\\",\\"user_ids\\":[\\"carol\\",\\"dan\\"]}]}"}"""),
            Map.entry(new ServerMessage.WatchlistEvents(List.of(), List.of("bob")), """
                    {"event":"pusher_internal:watchlist_events",\
                    "data":"{\\"events\\":[{\\"name\\":\\"offline\\",\\"user_ids\\":[\\"bob\\"]}]}"}"""),
            Map.entry(new ServerMessage.WatchlistEvents(List.of("bob"), List.of()), """
                    {"event":"pusher_internal:watchlist_events",\
                    "data":"{\\"events\\":[{\\"name\\":\\"online\\",\\"user_ids\\":[\\"bob\\"]}]}"}"""),
            Map.entry(new ServerMessage.SigninSuccess("{\"id\":\"ada\"}"), """
                    {"event":"pusher:signin_success","data":{"user_data":"{\\"id\\":\\"ada\\"}"}}"""),
            Map.entry(new ServerMessage.Error(ErrorCode.UNAUTHORIZED, "no \"auth\""), """
                    {"event":"pusher:error","data":{"code":4009,"message":"no \\"auth\\""}}"""),
            Map.entry(new ServerMessage.Error(null, "no"), """
                    {"event":"pusher:error","data":{"code":null,"message":"no"}}"""),
            Map.entry(new ServerMessage.Ping(), """
                    {"event":"pusher:ping","data":{}}"""),
            Map.entry(new ServerMessage.Pong(), """
                    {"event":"pusher:pong","data":{}}"""));

    static Stream<Map.Entry<ServerMessage, String>> wire() {
        return WIRE.stream();
    }

    @ParameterizedTest
    @MethodSource("wire")
    void a_message_has_the_form_that_the_protocol_shows(Map.Entry<ServerMessage, String> entry) {
        assertThat(MessageWriter.write(entry.getKey())).isEqualTo(entry.getValue());
    }

    @Test
    void every_message_has_an_example() {
        assertThat(WIRE.stream().<Class<?>>map(it -> it.getKey().getClass()).distinct())
                .containsExactlyInAnyOrder(ServerMessage.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void an_error_code_is_a_number(ErrorCode code) {
        JsonNode data = Json.object(MessageWriter.write(new ServerMessage.Error(code, "x")))
                .path("data");

        assertThat(data.path("code").isInt()).isTrue();
        assertThat(data.path("code").intValue()).isEqualTo(code.code()).isBetween(4000, 4399);
    }

    @Property
    void any_text_is_written_unchanged(@ForAll String name, @ForAll String data, @ForAll String userId) {
        ObjectNode frame = Json.object(MessageWriter.write(new ServerMessage.ChannelEvent("room", name, data, userId)));

        assertThat(frame.path("event").textValue()).isEqualTo(name);
        assertThat(frame.path("data").textValue()).isEqualTo(data);
        assertThat(frame.path("user_id").textValue()).isEqualTo(userId);
    }

    @Property
    void any_member_is_written_unchanged(@ForAll String id, @ForAll String info) {
        Member member = new Member(id, Json.compact(Json.MAPPER.getNodeFactory().textNode(info)));

        ObjectNode frame = Json.object(
                MessageWriter.write(new ServerMessage.SubscriptionSucceeded("presence-x", List.of(member), null)));

        JsonNode presence = Json.object(frame.path("data").textValue()).path("presence");
        assertThat(presence.path("ids").path(0).textValue()).isEqualTo(id);
        assertThat(presence.path("hash").path(id).textValue()).isEqualTo(info);
    }

    @Test
    void an_unpaired_surrogate_is_written_as_valid_json() {
        String half = "\ud800";
        List<ServerMessage> messages = List.of(
                new ServerMessage.ChannelEvent("room", half, half + "x", half),
                new ServerMessage.SigninSuccess("\udc00" + half),
                new ServerMessage.WatchlistEvents(List.of(half), List.of(half)),
                new ServerMessage.MemberRemoved("presence-x", half),
                new ServerMessage.Error(null, half));

        for (ServerMessage message : messages) {
            byte[] wire = Frame.of(message).bytes();
            assertThat(Json.object(Arrays.copyOfRange(wire, wire.length < 128 ? 2 : 4, wire.length)))
                    .isNotNull();
        }
    }
}
