package dev.vask.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void by_default_there_is_one_connection_for_each_16_kib_of_the_heap() {
        assertThat(ConnectionLimiter.computeLimit(OptionalInt.empty(), 128 * MIB, 1_000_000))
                .isEqualTo(8192);
    }

    @Test
    void the_limit_of_open_files_leaves_room_for_other_files() {
        assertThat(ConnectionLimiter.computeLimit(OptionalInt.empty(), 1024 * MIB, 4096))
                .isEqualTo(4096 - 1024);
        assertThat(ConnectionLimiter.computeLimit(OptionalInt.empty(), 1024 * MIB, 256))
                .isEqualTo(64);
    }

    @Test
    void a_setting_overrides_the_default() {
        assertThat(ConnectionLimiter.computeLimit(OptionalInt.of(3), 128 * MIB, 256))
                .isEqualTo(3);
    }

    @Test
    void a_setting_below_one_stops_the_start() {
        assertThatThrownBy(() -> ConnectionLimiter.computeLimit(OptionalInt.of(0), 128 * MIB, 4096))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Invalid value for vask.edge.max-connections: must be at least 1, found 0");
    }

    @Test
    void the_limit_of_open_files_is_the_soft_one() {
        assertThat(OpenFiles.of("Max processes             94869                94869                processes\n"
                        + "Max open files            1024                 524288               files\n"))
                .isEqualTo(1024);
        assertThat(OpenFiles.of("Max open files            unlimited            unlimited            files\n"))
                .isEqualTo(Long.MAX_VALUE);
    }
}
