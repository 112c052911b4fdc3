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

    private static void assertRefused(String text, @Nullable ErrorCode code, String saying) {
        assertThatThrownBy(() -> CommandReader.read(text)).isInstanceOfSatisfying(CommandRejectedException.class, e -> {
            assertThat(e.toMessage().code()).isEqualTo(code);
            assertThat(e.toMessage().message()).contains(saying).hasSizeLessThan(300);
        });
    }

    @Test
    void subscribe_names_a_channel() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"room"}}""")).isEqualTo(new Subscribe("room", null, null));
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"auth":"","channel":"room"}}""")).isEqualTo(new Subscribe("room", "", null));
    }

    @Test
    void subscribe_keeps_the_channel_data_exactly_as_it_was_signed() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"presence-x","auth":"k:s","channel_data":"{ \\"user_id\\" : 10 }"}}""")).isEqualTo(new Subscribe("presence-x", "k:s", "{ \"user_id\" : 10 }"));
    }

    @Test
    void a_commands_data_may_be_a_string_that_holds_the_object() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":"{\\"channel\\":\\"room\\",\\"auth\\":\\"k:s\\"}"}""")).isEqualTo(new Subscribe("room", "k:s", null));
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
    void ping_and_pong_are_understood_whatever_their_data(String rest) {
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
                "\"{ \\\"a\\\": 1 }\" | { \"a\": 1 }", // a string as it came
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
    void a_client_event_without_data_says_null() {
        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"private-x\"}"))
                .isEqualTo(new ClientEvent("client-x", "private-x", "null"));
    }

    @Test
    void what_a_client_claims_about_itself_is_dropped() {
        assertThat(CommandReader.read("""
                {"event":"client-x","channel":"private-x","data":"d","user_id":"root","socket_id":"1.1"}""")).isEqualTo(new ClientEvent("client-x", "private-x", "d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"message", "Client-x", "client", "", "pusher", "PUSHER:ping", "pusher_internalx"})
    void any_other_name_is_a_client_event_in_form_for_others_to_judge(String name) {
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
    void commands_that_do_not_exist_are_refused(String event) {
        assertRefused("{\"event\":\"" + event + "\",\"data\":{}}", null, "Unknown command '" + event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "hello", "{", "{\"event\":\"pusher:ping\"", "{\"event\":\"pusher:ping\"}}",
                        "{'event':'pusher:ping'}",
                "{\"event\":\"pusher:ping\",}", "{\"event\":\"a\nb\"}", "\uFEFF{}", "{\"event\":\"\\x\"}", "NaN",
                        "{\"a\":1e}", "\0"
            })
    void what_is_no_json_is_refused(String text) {
        assertRefused(text, null, "Invalid frame");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "true", "1", "\"pusher:ping\"", "[{\"event\":\"pusher:ping\"}]"})
    void json_that_is_no_object_is_refused(String text) {
        assertRefused(text, null, "must be a JSON object");
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
    void a_frame_without_an_event_is_refused(String text) {
        assertRefused(text, null, "\"event\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"data\":null", ",\"data\":[]", ",\"data\":1", ",\"data\":true"})
    void a_command_whose_data_is_no_object_is_refused(String rest) {
        for (String event : new String[] {"pusher:subscribe", "pusher:unsubscribe", "pusher:signin"}) {
            assertRefused("{\"event\":\"" + event + "\"" + rest + "}", null, "must be an object");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"room", "", "[]", "null", "{"})
    void a_command_whose_data_is_a_string_that_holds_no_object_is_refused(String data) {
        assertRefused("{\"event\":\"pusher:subscribe\",\"data\":\"" + data + "\"}", null, "Invalid frame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"channel\":null}", "{\"channel\":1}", "{\"channel\":[\"room\"]}", "{\"channel\":{}}"})
    void a_command_that_names_no_channel_is_refused(String data) {
        assertRefused("{\"event\":\"pusher:subscribe\",\"data\":" + data + "}", null, "Invalid value for channel");
        assertRefused("{\"event\":\"pusher:unsubscribe\",\"data\":" + data + "}", null, "Invalid value for channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"user_id\":\"ada\"}", "1", "[]", "false"})
    void channel_data_that_is_no_string_is_unauthorized(String channelData) {
        assertRefused(
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-x\",\"channel_data\":" + channelData
                        + "}}",
                ErrorCode.UNAUTHORIZED,
                "channel_data");
    }

    @Test
    void channel_data_that_is_null_is_absent() {
        assertThat(CommandReader.read("""
                {"event":"pusher:subscribe","data":{"channel":"presence-x","channel_data":null}}""")).isEqualTo(new Subscribe("presence-x", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_data\":null}", "{\"user_data\":{\"id\":\"ada\"}}", "{\"user_data\":1}"})
    void user_data_that_is_no_string_is_unauthorized(String data) {
        assertRefused("{\"event\":\"pusher:signin\",\"data\":" + data + "}", ErrorCode.UNAUTHORIZED, "user_data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1e-99999999999", "1E+99999999999"})
    void a_number_beyond_all_reason_is_refused(String number) {
        assertRefused(
                "{\"event\":\"client-x\",\"data\":{\"n\":" + number + "}}",
                null,
                "the exponent of a number is too large");
    }

    @Test
    void a_number_of_too_many_digits_is_refused() {
        assertRefused("{\"event\":\"client-x\",\"data\":" + "9".repeat(1_001) + "}", null, "not valid JSON");
    }

    @Test
    void a_huge_number_is_relayed_without_being_written_out() {
        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"c\",\"data\":1E+999999999}"))
                .isEqualTo(new ClientEvent("client-x", "c", "1E+999999999"));
    }

    @Test
    void a_frame_that_is_too_deep_is_refused() {
        assertRefused("{\"event\":\"client-x\",\"data\":" + "[".repeat(30_000), null, "Invalid frame");
        assertRefused("{\"a\":".repeat(10_000), null, "Invalid frame");
    }

    @Test
    void a_frame_of_great_depth_that_is_still_allowed_is_relayed() {
        String deep = "[".repeat(900) + "]".repeat(900);

        assertThat(CommandReader.read("{\"event\":\"client-x\",\"channel\":\"c\",\"data\":" + deep + "}"))
                .isEqualTo(new ClientEvent("client-x", "c", deep));
    }

    @Property
    void no_text_does_anything_but_be_read_or_refused(@ForAll String text) {
        readOrRefuse(text);
    }

    @Property(tries = 3_000)
    void no_frame_does_anything_but_be_read_or_refused(@ForAll("frames") String text) {
        readOrRefuse(text);
    }

    @Property(tries = 3_000)
    void no_damaged_frame_does_anything_but_be_read_or_refused(
            @ForAll("frames") String text, @ForAll int from, @ForAll int to, @ForAll String insertion) {
        int start = Math.floorMod(from, text.length());
        int end = start + Math.floorMod(to, Math.min(4, text.length() - start));
        readOrRefuse(text.substring(0, start) + insertion + text.substring(end));
    }

    private static void readOrRefuse(String text) {
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
