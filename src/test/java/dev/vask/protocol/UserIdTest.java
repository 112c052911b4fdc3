package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"ada", "10", "ada@example.com", "a=b,c;d_e-f.g"})
    void an_id_has_the_characters_of_a_channel_name(String id) {
        assertThat(UserId.parse(id)).hasToString(id);
        assertThat(UserId.parse(id).channel()).isEqualTo("#server-to-user-" + id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "#a", "ü", "a\n", "a:b"})
    void other_characters_are_rejected(String id) {
        assertThatThrownBy(() -> UserId.parse(id))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("allowed characters are");
    }

    @Test
    void an_id_has_1_to_200_characters() {
        assertThat(UserId.parse("x".repeat(200)).value()).hasSize(200);
        assertThatThrownBy(() -> UserId.parse(""))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> UserId.parse("x".repeat(201)))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("201");
    }
}
