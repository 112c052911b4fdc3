package dev.vask.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApiErrorCodeTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\d{3}) \\| .+ \\|$");

    @Test
    void the_documented_table_lists_every_code_with_its_status() throws IOException {
        List<String> documented = ROW.matcher(Files.readString(Path.of("docs/errors.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Stream.of(ApiErrorCode.values())
                        .map(it -> it.code() + " " + it.status())
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_code_is_snake_case(ApiErrorCode code) {
        assertThat(code.code()).matches("[a-z]+(_[a-z]+)*");
    }

    @ParameterizedTest
    @CsvSource({
        "404, NO_SUCH_ROUTE",
        "405, NO_SUCH_ROUTE",
        "413, BODY_TOO_LARGE",
        "400, MALFORMED_REQUEST",
        "406, MALFORMED_REQUEST",
        "415, MALFORMED_REQUEST",
        "500, INTERNAL_ERROR",
        "502, INTERNAL_ERROR",
        "200, INTERNAL_ERROR"
    })
    void a_status_of_the_platform_maps_to_an_error_code(int status, ApiErrorCode code) { // 4.0.1, 4.0.7
        assertThat(ApiErrorCode.ofStatus(status)).isEqualTo(code);
    }
}
