package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code llms.txt} has the format of llmstxt.org, links to files that exist, and lists every page of the documentation. */
class LlmsTxtTest {

    private static final Pattern LINK = Pattern.compile("(?m)^- \\[([^]]+)]\\(([^)]+)\\): (.+)$");

    private final String text = Files.readString(Path.of("llms.txt"));

    LlmsTxtTest() throws IOException {}

    @Test
    void it_begins_with_the_name_and_a_summary() {
        assertThat(text).matches("(?s)# Vask\\n\\n> [^\\n]+\\n\\n.*\\n## .*");
    }

    @Test
    void every_line_of_a_section_is_a_link_with_a_description() {
        assertThat(text.substring(text.indexOf("\n## ")).lines())
                .allMatch(it ->
                        it.isEmpty() || it.startsWith("## ") || LINK.matcher(it).matches());
    }

    @Test
    void every_linked_file_exists_and_is_plain_markdown() {
        assertThat(links())
                .doesNotHaveDuplicates()
                .allSatisfy(it -> assertThat(it).isNotEmptyFile().hasExtension("md"));
    }

    @Test
    void every_page_is_listed() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            assertThat(links())
                    .containsAll(
                            pages.filter(it -> it.toString().endsWith(".md")).toList())
                    .contains(
                            Path.of("README.md"), Path.of("docs/decisions/README.md"), Path.of("skills/vask/SKILL.md"));
        }
    }

    private List<Path> links() {
        return LINK.matcher(text)
                .results()
                .map((MatchResult link) -> Path.of(link.group(2)))
                .toList();
    }
}
