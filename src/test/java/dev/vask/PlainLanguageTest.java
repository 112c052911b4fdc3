package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts for users, operators and readers of the code do not contain forbidden phrases. */
class PlainLanguageTest {

    private static final List<String> PHRASES = List.of(
            "anew",
            "deed",
            "deeds",
            "for ever",
            "hears of",
            "is none,",
            "is none of",
            "is told that",
            "may owe",
            "nobody foresaw",
            "of use",
            "put what ends TLS",
            "say what there is",
            "taken for dead",
            "thrice",
            "whoever",
            "whomever");
    private static final Pattern FORBIDDEN = Pattern.compile(
            PHRASES.stream().map(Pattern::quote).collect(Collectors.joining("|", "(?i)\\b(?:", ")(?!\\w)")));

    private static final List<Path> ROOTS = List.of(
            Path.of("src"),
            Path.of("terraform"),
            Path.of("infra"),
            Path.of("docs"),
            Path.of("clients"),
            Path.of("skills"),
            Path.of(".github"));
    private static final List<String> ENDINGS = List.of(
            ".java", ".lua", ".yaml", ".yml", ".json", ".properties", ".md", ".tf", ".hcl", ".sh", ".js", ".ts", ".c");
    private static final List<String> EXCLUDED =
            List.of("/target/", "/.terraform/", "/node_modules/", "PlainLanguageTest.java");

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");
    private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\R\\s*(?:\\*(?!/)|//|--|#+)?\\s*");

    @Test
    void no_text_has_a_forbidden_phrase() throws IOException {
        List<Path> files = files();
        Map<String, List<String>> found = new TreeMap<>();
        for (Path file : files) {
            List<String> phrases = phrasesIn(file.toString(), Files.readString(file));
            if (!phrases.isEmpty()) {
                found.put(file.toString(), phrases);
            }
        }

        assertThat(found).as("files, and the phrases to replace in them").isEmpty();
        assertThat(files).as("files that were read").hasSizeGreaterThan(300);
    }

    @Test
    void a_forbidden_phrase_is_found_in_each_kind_of_text() {
        assertThat(phrasesIn("a.md", "Connect anew.\nWhoever does.")).containsExactly("anew", "Whoever");
        assertThat(phrasesIn("a.tf", "# kept for\n# ever")).containsExactly("for ever");
        assertThat(phrasesIn("A.java", "/**\n * Hears\n * of it.\n */ String deed = \"is none of those\";"))
                .containsExactly("Hears of", "is none of");
    }

    @Test
    void identifiers_and_longer_words_are_allowed() {
        assertThat(phrasesIn("A.java", "deed(anew); // indeed, forever, of users, there is none"))
                .isEmpty();
    }

    /** The phrases in a file; of a Java file, those in its comments and strings. */
    private static List<String> phrasesIn(String name, String text) {
        List<String> parts = name.endsWith(".java")
                ? COMMENT_OR_STRING
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .toList()
                : List.of(text);
        List<String> phrases = new ArrayList<>();
        for (String part : parts) {
            FORBIDDEN
                    .matcher(LINE_BREAK.matcher(part).replaceAll(" "))
                    .results()
                    .map(MatchResult::group)
                    .forEach(phrases::add);
        }
        return phrases;
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : ROOTS) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(it -> ENDINGS.stream().anyMatch(it.toString()::endsWith))
                        .filter(it -> EXCLUDED.stream().noneMatch(it.toString()::contains))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
