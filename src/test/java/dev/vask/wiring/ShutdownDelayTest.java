package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.wiring.VaskConfig.Mode;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShutdownDelayTest {

    @Test
    void only_a_cluster_has_a_delay_by_default() {
        assertThat(ShutdownDelay.of(Optional.empty(), Mode.STANDALONE)).isZero();
        assertThat(ShutdownDelay.of(Optional.empty(), Mode.CLUSTER)).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void the_setting_takes_precedence(Mode mode) {
        assertThat(ShutdownDelay.of(Optional.of(Duration.ofSeconds(1)), mode)).isEqualTo(Duration.ofSeconds(1));
    }
}
