package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.support.ProtocolPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} contains every section that code, tests and documents cite. */
class ProtocolPageTest {

    private static final List<String> ENDINGS =
            List.of(".java", ".lua", ".sql", ".yaml", ".properties", ".js", ".md", ".c");
    /** Measured figures in parentheses look like citations. */
    private static final Path FIGURES = Path.of("docs/benchmarks.md");

    private final ProtocolPage page = ProtocolPage.read();

    @Test
    void every_cited_section_exists() throws IOException {
        Set<String> numbers = page.numbers();
        Map<String, List<String>> unknown = new TreeMap<>();
        int cited = 0;
        for (Path file : files()) {
            List<String> citations = SectionReferences.in(file);
            cited += citations.size();
            List<String> missing =
                    citations.stream().filter(it -> !numbers.contains(it)).toList();
            if (!missing.isEmpty()) {
                unknown.put(file.toString(), missing);
            }
        }

        assertThat(unknown)
                .as("files with the sections that they cite and docs/protocol.md lacks")
                .isEmpty();
        assertThat(cited).as("citations found").isGreaterThan(250);
    }

    @Test
    void citations_are_found_in_each_form() {
        assertThat(SectionReferences.in(
                        "/** Who may (5.1), what (4.1.6, 10.3; 15.20) and (11.1 to 11.3), see 9.9.9. */"))
                .containsExactly("5.1", "4.1.6", "10.3", "15.20", "11.1", "11.3", "9.9.9");
        assertThat(SectionReferences.in("(7.1.b), (429, or 4301), (14.1; 429, or 4301), (1.03 times), (0.5), (99.9 %)"))
                .containsExactly("7.1.b", "14.1");
        assertThat(SectionReferences.in("Section 3.1, rule by rule; section 7; its sections 5 to 12."))
                .containsExactly("3.1", "7", "5", "12");
        assertThat(SectionReferences.in("void test() { // 3.1.k\n    // 4.8, 5.1.2, V8\n-- 12.3: at most"))
                .containsExactly("3.1.k", "4.8", "5.1.2", "12.3");
    }

    @Test
    void citations_of_an_rfc_are_ignored() {
        assertThat(SectionReferences.in(
                        "As in RFC 6455 with the code that says how (7.4.1), in section 7. Then (5.3.4)."))
                .containsExactly("5.3.4");
    }

    @Test
    void every_rule_has_an_origin() {
        assertThat(page.rules()).isNotEmpty().allSatisfy((number, text) -> assertThat(text)
                .as("the origin of %s", number)
                .containsAnyOf("`[Pusher]`", "`[Vask docs]`", "`[decision]`"));
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src"));
                Stream<Path> documents = Files.walk(Path.of("docs"));
                Stream<Path> terraform = Files.walk(Path.of("terraform/provider/src"))) {
            return Stream.of(sources, documents, terraform)
                    .flatMap(it -> it)
                    .filter(it -> ENDINGS.stream().anyMatch(it.toString()::endsWith))
                    .filter(it -> !it.toString().contains("node_modules")
                            && !it.endsWith("ProtocolPageTest.java")
                            && !it.endsWith("SectionReferences.java"))
                    .filter(it -> !it.equals(FIGURES))
                    .toList();
        }
    }
}
