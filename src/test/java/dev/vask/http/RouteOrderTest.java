package dev.vask.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RouteOrderTest {

    @Test
    void the_constants_are_listed_in_the_order_in_which_they_run() {
        assertThat(Arrays.stream(RouteOrder.values()).mapToInt(RouteOrder::number))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
