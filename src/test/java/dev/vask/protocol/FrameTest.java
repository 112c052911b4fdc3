package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frame of RFC 6455, 5.2: final, text, unmasked, with its length in 7, 16 or 64 bits. */
class FrameTest {

    private static final int OVERHEAD = eventOf("").text().length();

    private static Frame eventOf(String data) {
        return Frame.of(new ServerMessage.ChannelEvent("room", "news", data, null));
    }

    @ParameterizedTest
    @CsvSource({
        "125, 817d",
        "126, 817e007e",
        "127, 817e007f",
        "65535, 817effff",
        "65536, 817f0000000000010000",
        "70000, 817f0000000000011170",
        "16777216, 817f0000000001000000",
    })
    void the_header_has_the_length_of_the_payload(int length, String header) {
        Frame frame = eventOf("x".repeat(length - OVERHEAD));

        byte[] wire = frame.bytes();

        int headerLength = header.length() / 2;
        assertThat(HexFormat.of().formatHex(wire, 0, headerLength)).isEqualTo(header);
        assertThat(Arrays.copyOfRange(wire, headerLength, wire.length))
                .isEqualTo(frame.text().getBytes(StandardCharsets.UTF_8))
                .hasSize(length);
    }

    @Test
    void a_short_frame_matches_the_rfc() {
        assertThat(Frame.of(new ServerMessage.Pong()).bytes())
                .isEqualTo(("\0!" + "{\"event\":\"pusher:pong\",\"data\":{}}").transform(it -> {
                    byte[] bytes = it.getBytes(StandardCharsets.UTF_8);
                    bytes[0] = (byte) 0x81;
                    return bytes;
                }));
    }

    @Test
    void the_length_counts_bytes_and_not_characters() {
        Frame frame = eventOf("☕");

        assertThat(frame.bytes()[1]).isEqualTo((byte) (OVERHEAD + 3));
    }

    @Test
    void a_frame_is_encoded_once() {
        Frame frame = eventOf("x");

        assertThat(frame.bytes()).isSameAs(frame.bytes());
        assertThat(frame.text()).isSameAs(frame.text()).isEqualTo(frame.toString());
    }
}
