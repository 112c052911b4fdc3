package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentCodingTest {

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "a%20b, a b",
        "%C3%A9, é",
        "%c3%a9, é",
        "x%E2%98%95y, x☕y",
        "%F0%9F%8E%89, 🎉",
        "%2F%25, /%",
        "a+b, a+b",
    })
    void escapes_are_bytes_of_utf8(String encoded, String decoded) {
        assertThat(PercentCoding.decode(encoded)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @CsvSource({"%", "%4", "a%", "%zz", "%4g", "%-1", "100%", "%%", "%٣٣"})
    void an_invalid_escape_is_kept(String text) {
        assertThat(PercentCoding.decode(text)).isEqualTo(text);
    }

    @Test
    void an_escape_after_a_lone_percent_sign_is_still_read() {
        assertThat(PercentCoding.decode("%%41%")).isEqualTo("%A%");
    }

    @Test
    void decoding_happens_once() {
        assertThat(PercentCoding.decode("%2541")).isEqualTo("%41");
    }

    @Test
    void invalid_utf8_becomes_replacement_characters() {
        assertThat(PercentCoding.decode("a%FFb")).isEqualTo("a\ufffdb");
    }

    @Property
    void encoded_text_is_decoded(@ForAll String text) {
        String unicode = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String encoded = URLEncoder.encode(unicode, StandardCharsets.UTF_8).replace("+", "%20");

        assertThat(PercentCoding.decode(encoded)).isEqualTo(unicode);
    }

    @Property
    void every_text_can_be_decoded(@ForAll String text) {
        assertThat(PercentCoding.decode("%" + text)).isNotNull();
    }
}
