package dev.vask.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventTestConditionTest {

    @ParameterizedTest
    @MethodSource("dev.vask.support.EventTestCondition#leftOut")
    void a_test_that_is_left_out_exists(String test) throws ClassNotFoundException {
        String[] parts = test.split("#");
        Class<?> type = Class.forName("dev.vask.api." + parts[0]);

        if (parts.length > 1) {
            assertThat(type.getDeclaredMethods()).anyMatch(it -> it.getName().equals(parts[1]));
        }
    }
}
