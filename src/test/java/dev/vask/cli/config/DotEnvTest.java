package dev.vask.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dotenv files, as Laravel, Node and Docker Compose write them. */
class DotEnvTest {

    @Test
    void names_and_values_are_read_in_order() throws ConfigFormatException {
        assertThat(DotEnv.parse("""
                # a comment
                A=1

                export B = two words # a comment
                C='single $A "quoted" # text' # a comment
                D="double 'quoted' \\"text\\" \\$A"
                E=
                F=a#b
                """))
                .containsExactly(
                        entry("A", "1"),
                        entry("B", "two words"),
                        entry("C", "single $A \"quoted\" # text"),
                        entry("D", "double 'quoted' \"text\" $A"),
                        entry("E", ""),
                        entry("F", "a#b"));
    }

    @Test
    void a_reference_is_replaced_by_an_earlier_variable() throws ConfigFormatException {
        assertThat(DotEnv.parse("KEY=a$1\nB=\"x${KEY}y\"\nC='${KEY}'\nD=${NONE}"))
                .containsEntry("B", "xa$1y")
                .containsEntry("C", "${KEY}")
                .containsEntry("D", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"KEY: value | Line 1 is not", "A='x | Line 1 has a quote", "A=\"x\\\" | Line 1 has a quote"})
    void another_line_is_an_error(String line, String message) {
        assertThatThrownBy(() -> DotEnv.parse(line))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining(message);
    }
}
