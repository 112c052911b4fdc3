package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README is short, its links resolve, and the index of {@code docs} lists every page. */
class ReadmeTest {

    private static final int MAX_LINES = 150;
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)(?:#[^)\\s]+)?\\)");
    private static final Path FILE = Path.of("README.md");
    private static final Path INDEX = Path.of("docs/README.md");

    @Test
    void it_has_at_most_150_lines() throws IOException {
        assertThat(Files.readAllLines(FILE)).hasSizeBetween(1, MAX_LINES);
    }

    @Test
    void its_links_resolve() throws IOException {
        assertThat(links(FILE)).hasSizeGreaterThan(12).allSatisfy(link -> assertThat(link)
                .exists());
    }

    @Test
    void the_index_of_the_documentation_lists_every_page() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("docs"))) {
            List<Path> pages = found.filter(it -> it.toString().endsWith(".md") && !it.equals(INDEX))
                    .toList();

            assertThat(links(INDEX)).containsAll(pages);
        }
    }

    private static List<Path> links(Path document) throws IOException {
        return LINK.matcher(Files.readString(document))
                .results()
                .map(link -> document.resolveSibling(link.group(1)))
                .toList();
    }
}
