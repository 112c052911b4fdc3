package dev.vask.terraform.vask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Path;
import dev.vask.terraform.schema.Rule;
import dev.vask.terraform.value.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a plan, at each limit and one above it. */
class RulesTest {

    @Test
    void a_key_has_1_to_64_allowed_characters() {
        assertThat(problems(Rules.APP_KEY, Value.of("a"))).isEmpty();
        assertThat(problems(Rules.APP_KEY, Value.of("A_z-9".repeat(12) + "1234")))
                .isEmpty();
        for (String invalid : List.of("", "x".repeat(65), "a b", "ä", "a/b")) {
            assertThat(problems(Rules.APP_KEY, Value.of(invalid)))
                    .containsExactly("it must be 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
    }

    @Test
    void a_name_is_printable_and_at_most_100_characters() {
        assertThat(problems(Rules.NAME, Value.of("x".repeat(100)))).isEmpty();
        for (String invalid : List.of("", "  ", "x".repeat(101), "a\nb")) {
            assertThat(problems(Rules.NAME, Value.of(invalid))).hasSize(1);
        }
    }

    @Test
    void a_quota_is_positive_or_unlimited() {
        for (long valid : List.of(-1L, 1L, (long) Integer.MAX_VALUE)) {
            assertThat(problems(Rules.QUOTA, Value.of(valid))).isEmpty();
        }
        for (String invalid : List.of("0", "-2", "2147483648", "1.5", "1e30", "1e1000000")) {
            assertThat(problems(Rules.QUOTA, new Value.Number(new BigDecimal(invalid))))
                    .hasSize(1);
        }
    }

    @Test
    void a_limit_of_the_history_is_in_its_range() {
        Rule rule = Rules.range(1_024, 16_777_216);
        for (long valid : List.of(1_024L, 16_777_216L)) {
            assertThat(problems(rule, Value.of(valid))).isEmpty();
        }
        for (String invalid : List.of("1023", "16777217", "-1", "2000.5")) {
            assertThat(problems(rule, new Value.Number(new BigDecimal(invalid))))
                    .containsExactly("it must be an integer from 1024 to 16777216");
        }
    }

    @Test
    void connections_are_terminated_with_4200_or_4009() {
        for (long valid : List.of(4200L, 4009L)) {
            assertThat(problems(Rules.TERMINATE_CODE, Value.of(valid))).isEmpty();
        }
        for (long invalid : List.of(0L, 4001L, 4201L)) {
            assertThat(problems(Rules.TERMINATE_CODE, Value.of(invalid))).containsExactly("it must be 4200 or 4009");
        }
    }

    @Test
    void an_origin_has_no_path_and_there_are_at_most_100() {
        assertThat(problems(
                        Rules.ORIGINS,
                        Value.ofTexts(List.of("https://app.example.com", "*.example.com", "http://localhost:3000"))))
                .isEmpty();
        assertThat(problems(Rules.ORIGINS, Value.ofTexts(List.of("https://example.com/", "*"))))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("must each be an origin like"));
        assertThat(problems(Rules.ORIGINS, Value.ofTexts(Collections.nCopies(101, "example.com"))))
                .containsExactly("it must be an array of at most 100 strings");
    }

    @Test
    void unknown_values_in_a_list_are_not_checked() {
        assertThat(problems(Rules.ORIGINS, new Value.Items(List.of(Value.UNKNOWN))))
                .isEmpty();
    }

    @Test
    void a_server_is_an_http_address_without_credentials_or_query() {
        for (String valid : List.of("http://localhost:8080", "https://vask.example.com/realtime/")) {
            assertThat(problems(Rules.SERVER_URL, Value.of(valid))).isEmpty();
        }
        for (String invalid : List.of(
                "vask.example.com", "ftp://x", "http://", "http://u:p@x", "http://x?y", "http://x#y", "http:// x")) {
            assertThat(problems(Rules.SERVER_URL, Value.of(invalid))).hasSize(1);
        }
    }

    @Test
    void durations_are_read_by_their_units() {
        assertThat(Durations.parse("1d2h3m4s"))
                .contains(Duration.ofDays(1).plusHours(2).plusMinutes(3).plusSeconds(4));
        assertThat(Durations.parse("90m")).contains(Duration.ofMinutes(90));
        for (String invalid : List.of("", "0s", "5", "1s1m", "-1s", "1.5h", "9999999999999s")) {
            assertThat(Durations.parse(invalid)).isEmpty();
        }
    }

    private static List<String> problems(Rule rule, Value value) {
        Diagnostics problems = new Diagnostics();
        rule.check(Path.of("it"), value, problems);
        return problems.entries().stream().map(Diagnostics.Entry::detail).toList();
    }
}
