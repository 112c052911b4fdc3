package dev.vask.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.Response;
import dev.vask.support.SameInBothModes;
import dev.vask.support.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SameInBothModes
class RequestIdIT {

    private final Server server = Server.standard();

    @ParameterizedTest
    @ValueSource(strings = {"7f3a", "a.b_c-d:e", "00000000-0000-0000-0000-000000000000"})
    void a_response_has_the_id_of_its_request(String id) {
        assertThat(idOf(request("X-Request-Id", id))).isEqualTo(id);
    }

    @Test
    void an_id_is_generated_for_a_request_without_one() {
        String first = idOf(request());

        assertThat(first).matches("[0-9a-f]{16}");
        assertThat(idOf(request())).matches("[0-9a-f]{16}").isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "has a space",
                "\"quoted\"",
                "0123456789012345678901234567890123456789012345678901234567890123456789"
            })
    void an_id_that_is_unsafe_in_a_log_is_replaced(String id) {
        assertThat(idOf(request("X-Request-Id", id))).matches("[0-9a-f]{16}");
    }

    private Response request(String... headers) {
        return server.request("GET", "/apps/no-such-app/channels", new byte[0], headers)
                .expect(404);
    }

    private static String idOf(Response response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }
}
