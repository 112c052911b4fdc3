package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decision records have one format, and numbers without gaps. */
class DecisionRecordsTest {

    private static final Path FOLDER = Path.of("docs/decisions");
    private static final Pattern NAME = Pattern.compile("\\d{4}-[a-z0-9]+(-[a-z0-9]+)+\\.md");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ .*$");
    private static final int MAX_TITLE_LENGTH = 60;

    static Stream<Path> records() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(it -> !it.endsWith("README.md")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void numbers_have_no_gaps() {
        List<String> numbers =
                records().map(it -> it.getFileName().toString().substring(0, 4)).toList();

        assertThat(numbers)
                .isNotEmpty()
                .isEqualTo(IntStream.rangeClosed(1, numbers.size())
                        .mapToObj("%04d"::formatted)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_record_has_one_format(Path file) throws IOException {
        String name = file.getFileName().toString();
        List<String> headings = HEADING.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(name).matches(NAME);
        assertThat(headings.getFirst())
                .startsWith("# " + name.substring(0, 4) + ": ")
                .hasSizeLessThan(MAX_TITLE_LENGTH);
        assertThat(headings.subList(1, headings.size()))
                .containsExactly("## Context", "## Decision", "## Measurement", "## Consequences");
    }

    @Test
    void the_index_has_each_record_under_its_title() throws IOException {
        String index = Files.readString(FOLDER.resolve("README.md"));

        assertThat(records()).allSatisfy(file -> {
            String name = file.getFileName().toString();
            String title = Files.readAllLines(file).getFirst().substring("# 0000: ".length());
            assertThat(index).contains("| [%s](%s) | %s |".formatted(name.substring(0, 4), name, title));
        });
    }
}
