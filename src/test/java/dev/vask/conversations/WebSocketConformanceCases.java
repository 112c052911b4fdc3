package dev.vask.conversations;

import static dev.vask.support.RawWebSocket.BINARY;
import static dev.vask.support.RawWebSocket.CLOSE;
import static dev.vask.support.RawWebSocket.CONTINUATION;
import static dev.vask.support.RawWebSocket.PING;
import static dev.vask.support.RawWebSocket.PONG;
import static dev.vask.support.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.PusherClient;
import dev.vask.support.RawWebSocket;
import dev.vask.support.Server;
import dev.vask.support.TestApp;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conformance to RFC 6455, and the limits of 5.2. Other clients of the app are not affected. */
abstract class WebSocketConformanceCases {

    private static final int FIN = 0x80;
    private static final int MAX_MESSAGE_BYTES = 64 * 1024;
    private static final String PING_EVENT = "{\"event\":\"pusher:ping\",\"data\":{}}";
    private static final byte[] NO_PAYLOAD = {};

    private final PusherClient otherClient;
    private final RawWebSocket client;

    WebSocketConformanceCases(Server server, String... headers) {
        TestApp app = server.app();
        otherClient = app.connect().subscribe("news");
        client = RawWebSocket.open(server.edge(), "/app/" + app.key() + "?protocol=7", headers);
    }

    @BeforeEach
    void is_established() {
        assertThat(client.nextText()).contains("pusher:connection_established");
    }

    @AfterEach
    void other_clients_are_not_affected() {
        otherClient.receivesNothingMore();
        client.close();
    }

    @Test
    void a_message_in_fragments_is_one_message() {
        client.frame(false, TEXT, PING_EVENT.substring(0, 10).getBytes(UTF_8));
        client.frame(false, CONTINUATION, PING_EVENT.substring(10, 20).getBytes(UTF_8));
        client.frame(true, CONTINUATION, PING_EVENT.substring(20).getBytes(UTF_8));

        assertThat(client.nextText()).contains("pusher:pong");
    }

    @Test
    void fragments_may_be_empty_or_of_one_byte() {
        client.frame(false, TEXT, NO_PAYLOAD);
        for (byte character : PING_EVENT.getBytes(UTF_8)) {
            client.frame(false, CONTINUATION, new byte[] {character});
        }
        client.frame(true, CONTINUATION, NO_PAYLOAD);

        assertThat(client.nextText()).contains("pusher:pong");
    }

    @Test
    void a_fragment_may_end_within_a_character() {
        byte[] message = "{\"event\":\"pusher:ping\",\"data\":\"☕\"}".getBytes(UTF_8);
        int within = "{\"event\":\"pusher:ping\",\"data\":\"".length() + 1;

        client.frame(false, TEXT, Arrays.copyOf(message, within));
        client.frame(true, CONTINUATION, Arrays.copyOfRange(message, within, message.length));

        assertThat(client.nextText()).contains("pusher:pong");
    }

    @Test
    void a_frame_may_arrive_byte_by_byte_and_many_at_once() {
        byte[] header = {(byte) (FIN | TEXT), (byte) (FIN | PING_EVENT.length()), 0, 0, 0, 0};
        for (byte one : header) {
            client.bytes(new byte[] {one});
        }
        for (byte one : PING_EVENT.getBytes(UTF_8)) {
            client.bytes(new byte[] {one});
        }
        assertThat(client.nextText()).contains("pusher:pong");

        byte[] frame = Arrays.copyOf(header, header.length + PING_EVENT.length());
        System.arraycopy(PING_EVENT.getBytes(UTF_8), 0, frame, header.length, PING_EVENT.length());
        byte[] three = Arrays.copyOf(frame, 3 * frame.length);
        System.arraycopy(frame, 0, three, frame.length, frame.length);
        System.arraycopy(frame, 0, three, 2 * frame.length, frame.length);
        client.bytes(three);

        for (int i = 0; i < 3; i++) {
            assertThat(client.nextText()).contains("pusher:pong");
        }
    }

    @Test
    void control_frames_may_come_between_fragments() {
        client.frame(false, TEXT, PING_EVENT.substring(0, 10).getBytes(UTF_8));
        client.frame(true, PING, "between".getBytes(UTF_8));
        client.frame(true, PONG, "unasked".getBytes(UTF_8));

        RawWebSocket.Frame pong = client.next();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.text()).isEqualTo("between");
        client.frame(true, CONTINUATION, PING_EVENT.substring(10).getBytes(UTF_8));
        assertThat(client.nextText()).contains("pusher:pong");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void a_ping_is_answered_with_its_payload(int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) 0xFE);

        client.frame(true, PING, payload);

        RawWebSocket.Frame pong = client.next();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }

    @Test
    void a_close_in_the_middle_of_a_message_is_answered() {
        client.frame(false, TEXT, PING_EVENT.substring(0, 10).getBytes(UTF_8));
        client.close(1000, "changed my mind");

        client.closedWith(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1011, 3000, 3999, 4000, 4999})
    void a_close_is_answered_with_its_own_code(int code) {
        client.close(code, "bye ☕");

        client.closedWith(code);
    }

    @Test
    void a_close_without_a_code_is_answered() {
        client.frame(true, CLOSE, NO_PAYLOAD);

        RawWebSocket.Frame close = client.next();
        assertThat(close.opcode()).isEqualTo(CLOSE);
        assertThat(close.code()).isIn(1000, 1005);
        client.receivesEnd();
    }

    @Test
    void frames_after_a_close_are_ignored() {
        client.close(1000, "").text(PING_EVENT);

        client.closedWith(1000);
    }

    @Test
    void a_message_of_64_kib_is_accepted() {
        client.text(padded(MAX_MESSAGE_BYTES));

        assertThat(client.nextText()).contains("pusher:pong");
    }

    @Test
    void a_frame_beyond_64_kib_is_too_large() {
        client.text(padded(MAX_MESSAGE_BYTES + 1));

        client.closedWith(1009);
    }

    @Test
    void a_frame_is_rejected_as_soon_as_its_header_announces_too_many_bytes() {
        client.bytes(HexFormat.of().parseHex("81ff" + "0000000010000000" + "00000000"));

        client.closedWith(1009);
    }

    @Test
    void fragments_of_64_kib_in_total_are_accepted() {
        fragments(padded(MAX_MESSAGE_BYTES), 16 * 1024);

        assertThat(client.nextText()).contains("pusher:pong");
    }

    @Test
    void fragments_of_more_than_64_kib_in_total_are_too_large() {
        fragments(padded(MAX_MESSAGE_BYTES + 1), 16 * 1024);

        client.closedWith(1009);
    }

    private static String padded(int bytes) {
        return PING_EVENT + " ".repeat(bytes - PING_EVENT.length());
    }

    private void fragments(String text, int size) {
        byte[] bytes = text.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += size) {
            int to = Math.min(from + size, bytes.length);
            client.frame(to == bytes.length, from == 0 ? TEXT : CONTINUATION, Arrays.copyOfRange(bytes, from, to));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c328", "c0af", "eda080", "f4908080", "e298", "80", "7b22ff227d"})
    void text_that_is_not_utf_8_is_invalid(String hex) {
        client.frame(true, TEXT, HexFormat.of().parseHex(hex));

        client.closedWith(1007);
    }

    @Test
    void fragments_that_are_not_utf_8_together_are_invalid() {
        client.frame(false, TEXT, HexFormat.of().parseHex("e2"));
        client.frame(true, CONTINUATION, HexFormat.of().parseHex("98"));

        client.closedWith(1007);
    }

    @Test
    void binary_messages_are_rejected() {
        client.frame(true, BINARY, PING_EVENT.getBytes(UTF_8));

        client.closedWith(1003);
    }

    @Test
    void fragmented_binary_messages_are_rejected() {
        client.frame(false, BINARY, PING_EVENT.getBytes(UTF_8));
        client.frame(true, CONTINUATION, NO_PAYLOAD);

        client.closedWith(1003);
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, BINARY, PING, PONG, CLOSE})
    void a_frame_without_a_mask_breaks_the_protocol(int opcode) {
        client.frame(FIN | opcode, false, NO_PAYLOAD);

        client.closedWith(1002);
    }

    @ParameterizedTest
    @CsvSource({"64, 1", "32, 1", "16, 1", "112, 1", "64, 9", "16, 10", "32, 8"})
    void reserved_bits_break_the_protocol(int bits, int opcode) {
        client.frame(FIN | bits | opcode, true, opcode == TEXT ? PING_EVENT.getBytes(UTF_8) : NO_PAYLOAD);

        client.closedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void an_unknown_opcode_breaks_the_protocol(int opcode) {
        client.frame(true, opcode, NO_PAYLOAD);

        client.closedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void a_control_frame_of_more_than_125_bytes_breaks_the_protocol(int opcode) {
        client.frame(true, opcode, new byte[126]);

        client.closedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, PONG, CLOSE})
    void a_control_frame_in_fragments_breaks_the_protocol(int opcode) {
        client.frame(false, opcode, NO_PAYLOAD);

        client.closedWith(1002);
    }

    @Test
    void a_continuation_without_a_message_breaks_the_protocol() {
        client.frame(true, CONTINUATION, PING_EVENT.getBytes(UTF_8));

        client.closedWith(1002);
    }

    @Test
    void a_new_message_before_the_last_has_ended_breaks_the_protocol() {
        client.frame(false, TEXT, PING_EVENT.substring(0, 10).getBytes(UTF_8));
        client.frame(true, TEXT, PING_EVENT.getBytes(UTF_8));

        client.closedWith(1002);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999})
    void a_close_with_a_reserved_code_breaks_the_protocol(int code) {
        client.close(code, "");

        client.closedWith(1002);
    }

    @Test
    void a_close_with_half_a_code_breaks_the_protocol() {
        client.frame(true, CLOSE, new byte[] {3});

        client.closedWith(1002);
    }

    @Test
    void a_close_whose_reason_is_not_utf_8_is_invalid() {
        client.frame(true, CLOSE, HexFormat.of().parseHex("03e8c328"));

        client.closedWith(1007);
    }
}
