package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vask.protocol.ClientCommand.ClientEvent;
import dev.vask.protocol.ClientCommand.Ping;
import dev.vask.protocol.ClientCommand.Pong;
import dev.vask.protocol.ClientCommand.SignIn;
import dev.vask.protocol.ClientCommand.Subscribe;
import dev.vask.protocol.ClientCommand.Unsubscribe;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandReaderTest {

    private static void assertRejected(String text, @Nullable ErrorCode code, String expected) {
        assertThatThrownBy(() -> CommandReader.read(text)).isInstanceOfSatisfying(CommandRejectedException.class, e -> {
            assertThat(e.toMessage().code()).isEqualTo(code);
            assertThat(e.toMessage().message()).contains(expected).hasSizeLessThan(300);
        });
    }

    @Test
    void subscribe_names_a_channel() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"room"}}""")).isEqualTo(new Subscribe("room", null, null, null));
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"auth":"","channel":"room"}}""")).isEqualTo(new Subscribe("room", "", null, null));
    }

    @Test
    void subscribe_keeps_the_channel_data_exactly_as_it_was_signed() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"presence-x","auth":"k:s","channel_data":"{ \\"user_id\\" : 10 }"}}""")).isEqualTo(new Subscribe("presence-x", "k:s", "{ \"user_id\" : 10 }", null));
    }

    @Test
    void a_commands_data_may_be_a_string_that_holds_the_object() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":"{\\"channel\\":\\"room\\",\\"auth\\":\\"k:s\\"}"}""")).isEqualTo(new Subscribe("room", "k:s", null, null));
        assertThat(CommandReader.read("""
                {"event":"pusher:unsubscribe","data":"{\\"channel\\":\\"room\\"}"}""")).isEqualTo(new Unsubscribe("room"));
        assertThat(CommandReader.read("""
                {"event":"pusher:signin","data":"{\\"auth\\":\\"k:s\\",\\"user_data\\":\\"{}\\"}"}""")).isEqualTo(new SignIn("k:s", "{}"));
    }

    @Test
    void unsubscribe_names_a_channel() {
        assertThat(CommandReader.read("""
                {"event":"pusher:unsubscribe","data":{"channel":"room"}}""")).isEqualTo(new Unsubscribe("room"));
    }

    @Test
    void signin_keeps_the_user_data_exactly_as_it_was_signed() {
        assertThat(CommandReader.read("""
                {"event":"pusher:signin","data":{"auth":"k:s","user_data":"{ \\"id\\":\\"ada\\" }"}}""")).isEqualTo(new SignIn("k:s", "{ \"id\":\"ada\" }"));
        assertThat(CommandReader.read("""
                {"event":"pusher:signin","data":{"user_data":"{}"}}""")).isEqualTo(new SignIn(null, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":{}", ",\"data\":\"{}\"", ",\"data\":null", ",\"data\":[1]", ",\"other\":1"})
    void ping_and_pong_accept_any_data(String rest) {
        assertThat(CommandReader.read("{\"event\":\"pusher:ping\"" + rest + "}"))
                .isEqualTo(new Ping());
        assertThat(CommandReader.read("{\"event\":\"pusher:pong\"" + rest + "}"))
                .isEqualTo(new Pong());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"{ \\\"a\\\": 1 }\" | { \"a\": 1 }", // a string is relayed unchanged
                "{ \"a\" : [ 1 , 2.50 ] } | {\"a\":[1,2.50]}",
                "[] | []",
                "null | null",
                "true | true",
                "12345678901234567890.00 | 12345678901234567890.00",
                "\"\" | ``",
            })
    void a_client_events_data_is_relayed_as_a_string(String json, String relayed) {
        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"private-x\",\"data\":" + json + "}"))
                .isEqualTo(new ClientEvent("client-x", "private-x", relayed));
    }

    @Test
    void a_client_event_without_data_has_null_data() {
        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"private-x\"}"))
                .isEqualTo(new ClientEvent("client-x", "private-x", "null"));
    }

    @Test
    void identity_fields_of_a_client_event_are_dropped() {
        assertThat(CommandReader.read("""
                {"event":"client-x","channel":"private-x","data":"d","user_id":"root","socket_id":"1.1"}""")).isEqualTo(new ClientEvent("client-x", "private-x", "d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "Client-x", "client", "", "pusher", "PUSHER:ping", "pusher_internalx"})
    void any_other_name_is_read_as_a_client_event(String name) {
        assertThat(CommandReader.read("{\"event\":\"" + name + "\",\"channel\":3,\"data\":\"\"}"))
                .isEqualTo(new ClientEvent(name, null, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pusher:",
                "pusher:Subscribe",
                "pusher:error",
                "pusher:connection_established",
                "pusher:subscription_succeeded",
                "pusher_internal:",
                "pusher_internal:member_added",
                "pusher_internal:subscription_succeeded"
            })
    void commands_that_do_not_exist_are_rejected(String event) {
        assertRejected("{\"event\":\"" + event + "\",\"data\":{}}", null, "Unknown command '" + event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "hello", "{", "{\"event\":\"pusher:ping\"", "{\"event\":\"pusher:ping\"}}",
                        "{'event':'pusher:ping'}",
                "{\"event\":\"pusher:ping\",}", "{\"event\":\"a\nb\"}", "\uFEFF{}", "{\"event\":\"\\x\"}", "NaN",
                        "{\"a\":1e}", "\0"
            })
    void invalid_json_is_rejected(String text) {
        assertRejected(text, null, "Invalid frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "true", "1", "\"pusher:ping\"", "[{\"event\":\"pusher:ping\"}]"})
    void json_that_is_not_an_object_is_rejected(String text) {
        assertRejected(text, null, "must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event\":null}",
                "{\"event\":1}",
                "{\"event\":{}}",
                "{\"event\":[\"pusher:ping\"]}",
                "{\"Event\":\"pusher:ping\"}"
            })
    void a_frame_without_an_event_is_rejected(String text) {
        assertRejected(text, null, "\"event\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null", ",\"data\":[]", ",\"data\":1", ",\"data\":true"})
    void a_command_whose_data_is_not_an_object_is_rejected(String rest) {
        for (String event : new String[] {"pusher:subscribe", "pusher:unsubscribe", "pusher:signin"}) {
            assertRejected("{\"event\":\"" + event + "\"" + rest + "}", null, "must be an object");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "", "[]", "null", "{"})
    void a_command_whose_data_string_is_not_an_object_is_rejected(String data) {
        assertRejected("{\"event\":\"pusher:subscribe\",\"data\":\"" + data + "\"}", null, "Invalid frame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"channel\":null}", "{\"channel\":1}", "{\"channel\":[\"room\"]}", "{\"channel\":{}}"})
    void a_command_without_a_channel_is_rejected(String data) {
        assertRejected("{\"event\":\"pusher:subscribe\",\"data\":" + data + "}", null, "Invalid value for channel");
        assertRejected("{\"event\":\"pusher:unsubscribe\",\"data\":" + data + "}", null, "Invalid value for channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_id\":\"ada\"}", "1", "[]", "false"})
    void channel_data_that_is_not_a_string_is_unauthorized(String channelData) {
        assertRejected(
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-x\",\"channel_data\":" + channelData
                        + "}}",
                ErrorCode.UNAUTHORIZED,
                "channel_data");
    }

    @Test
    void channel_data_that_is_null_is_absent() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"presence-x","channel_data":null}}""")).isEqualTo(new Subscribe("presence-x", null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_data\":null}", "{\"user_data\":{\"id\":\"ada\"}}", "{\"user_data\":1}"})
    void user_data_that_is_not_a_string_is_unauthorized(String data) {
        assertRejected("{\"event\":\"pusher:signin\",\"data\":" + data + "}", ErrorCode.UNAUTHORIZED, "user_data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999", "1E+99999999999"})
    void a_number_with_a_huge_exponent_is_rejected(String number) {
        assertRejected(
                "{\"event\":\"client-x\",\"data\":{\"n\":" + number + "}}",
                null,
                "the exponent of a number is too large");
    }

    @Test
    void a_number_of_too_many_digits_is_rejected() {
        assertRejected("{\"event\":\"client-x\",\"data\":" + "9".repeat(1_001) + "}", null, "not valid JSON");
    }

    @Test
    void a_huge_number_is_relayed_without_expanding_it() {
        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"c\",\"data\":1E+999999999}"))
                .isEqualTo(new ClientEvent("client-x", "c", "1E+999999999"));
    }

    @Test
    void a_frame_that_is_too_deep_is_rejected() {
        assertRejected("{\"event\":\"client-x\",\"data\":" + "[".repeat(30_000), null, "Invalid frame");
        assertRejected("{\"a\":".repeat(10_000), null, "Invalid frame");
    }

    @Test
    void a_frame_of_great_depth_that_is_still_allowed_is_relayed() {
        String deep = "[".repeat(900) + "]".repeat(900);

        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"c\",\"data\":" + deep + "}"))
                .isEqualTo(new ClientEvent("client-x", "c", deep));
    }

    @Property
    void any_text_is_read_or_rejected(@ForAll String text) {
        readOrReject(text);
    }

    @Property(tries = 3_000)
    void any_frame_is_read_or_rejected(@ForAll("frames") String text) {
        readOrReject(text);
    }

    @Property(tries = 3_000)
    void any_damaged_frame_is_read_or_rejected(
            @ForAll("frames") String text, @ForAll int from, @ForAll int to, @ForAll String insertion) {
        int start = Math.floorMod(from, text.length());
        int end = start + Math.floorMod(to, Math.min(4, text.length() - start));
        readOrReject(text.substring(0, start) + insertion + text.substring(end));
    }

    private static void readOrReject(String text) {
        try {
            assertThat(CommandReader.read(text)).isNotNull();
        } catch (CommandRejectedException e) {
            assertThat(e.toMessage().message()).isNotBlank().hasSizeLessThan(300);
        }
    }

    @Provide
    Arbitrary<String> frames() {
        Arbitrary<String> events = Arbitraries.of(
                "pusher:subscribe",
                "pusher:unsubscribe",
                "pusher:signin",
                "pusher:ping",
                "pusher:nothing",
                "client-x",
                "x");
        Arbitrary<String> fields = Arbitraries.of("channel", "auth", "channel_data", "user_data", "x");
        Arbitrary<String> json = Arbitraries.lazyOf(
                () -> Arbitraries.of(
                        "null", "true", "0", "-1.50", "1e999", "\"\"", "\"room\"", "\"{}\"", "\"\\ud800\"", "{}", "[]"),
                () -> Arbitraries.strings().ofMaxLength(8).map(CommandReaderTest::quoted),
                () -> Combinators.combine(
                                fields, Arbitraries.of("null", "1", "\"room\"", "\"{\\\"id\\\":\\\"a\\\"}\"", "[[]]"))
                        .as((field, value) -> "{\"" + field + "\":" + value + "}"));
        return Combinators.combine(events, json, json)
                .as((event, data, channel) ->
                        "{\"event\":\"%s\",\"data\":%s,\"channel\":%s}".formatted(event, data, channel));
    }

    private static String quoted(String text) {
        return Json.compact(Json.MAPPER.getNodeFactory().textNode(text));
    }
}
