package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"1234.5678", "0.0", "00.01", "1.2", "9999999999.9999999999"})
    void two_numbers_joined_by_a_dot_are_a_socket_id(String text) {
        assertThat(SocketId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.",
                ".1",
                "1.2.3",
                "1,2",
                "-1.2",
                "1.-2",
                " 1.2",
                "1.2 ",
                "1.2\n",
                "a.b",
                "1:2",
                "٣.٤",
                "1.2:private-x"
            })
    void anything_else_is_rejected(String text) {
        assertThatThrownBy(() -> SocketId.parse(text))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("1234.5678");
    }

    @Test
    void a_very_long_id_is_rejected() {
        assertThatThrownBy(() -> SocketId.parse("1".repeat(10_000) + ".1"))
                .isInstanceOf(InvalidNameException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void random_ids_are_valid_and_unique() {
        SecureRandom random = new SecureRandom();

        assertThat(Stream.generate(() -> SocketId.random(random)).limit(2_000))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> {
                    assertThat(id.value()).matches("\\d{1,10}\\.\\d{1,10}");
                    assertThat(SocketId.parse(id.value())).isEqualTo(id);
                });
    }
}
