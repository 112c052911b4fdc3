package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void an_object_is_read_from_text_and_from_bytes() {
        String text = "{\"a\":\"Grüße ☕ 😀\"}";

        assertThat(Json.object(text).path("a").textValue()).isEqualTo("Grüße ☕ 😀");
        assertThat(Json.object(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Json.object(text));
    }

    @ParameterizedTest
    @CsvSource({"[], an array", "'\"x\"', a string", "1, a number", "true, a boolean", "null, null", "'', nothing"})
    void json_of_another_kind_is_rejected_and_named(String text, String kind) {
        assertThatThrownBy(() -> Json.object(text))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageEndingWith(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} {}",
                "{}x",
                "{\"a\":01}",
                "{a:1}",
                "{\"a\":1,}",
                "// x\n{}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":NaN}"
            })
    void almost_valid_json_is_rejected(String text) {
        assertThatThrownBy(() -> Json.object(text))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageStartingWith("not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1,\"a\":1}", "{\"b\":{\"a\":null,\"a\":[]}}", "{\"b\":[{\"a\":1,\"\\u0061\":2}]}"})
    void a_key_that_occurs_more_than_once_in_an_object_is_rejected(String text) {
        assertThatThrownBy(() -> Json.object(text))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessage("the key 'a' occurs more than once in one object");
    }

    @Test
    void different_objects_may_have_the_same_keys() {
        assertThat(Json.object("{\"a\":{\"a\":[{\"a\":1},{\"a\":2}]}}")
                        .path("a")
                        .path("a"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0xc0, 0x80, 0xed, 0xf8})
    void invalid_utf_8_is_rejected(int bad) {
        byte[] bytes = "{\"a\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[6] = (byte) bad;

        assertThatThrownBy(() -> Json.object(bytes))
                .isInstanceOf(InvalidJsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void numbers_are_kept_unchanged() {
        assertThat(Json.compact(Json.object("{ \"a\": 1.50, \"b\": 12345678901234567890123.0 }")))
                .isEqualTo("{\"a\":1.50,\"b\":12345678901234567890123.0}");
    }

    @Test
    void the_length_in_utf_8_is_that_of_the_bytes() {
        assertThat(Json.utf8Length("")).isZero();
        assertThat(Json.utf8Length("aé☕😀")).isEqualTo(1 + 2 + 3 + 4);
    }

    @Property
    void the_length_in_utf_8_of_any_text_is_that_of_its_bytes(@ForAll String text) {
        assertThat(Json.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Property
    void text_is_unicode_if_it_survives_utf_8(@ForAll String text) {
        boolean survives = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);

        assertThat(Json.isUnicode(text)).isEqualTo(survives);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "x\ud800", "\ud800x", "\udc00\ud800", "\ud800\ud800\udc00", "😀\ud83d"})
    void an_unpaired_surrogate_is_not_unicode(String text) {
        assertThat(Json.isUnicode(text)).isFalse();
    }
}
