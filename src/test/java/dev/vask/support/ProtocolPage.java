package dev.vask.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/protocol.md}: the numbers of its sections and rules, and its test vectors. */
public final class ProtocolPage {

    private static final Path FILE = Path.of("docs/protocol.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^##+ (\\d+(?:\\.\\d+)?)\\b");
    private static final Pattern RULE =
            Pattern.compile("(?ms)^- \\*\\*(\\d+\\.[0-9a-z.]*[0-9a-z])\\*\\*(.*?)(?=^- \\*\\*\\d|^##|\\z)");
    private static final Pattern VECTOR = Pattern.compile("(?m)^\\| ([A-Z]\\d) \\| (.+) \\|$");

    private final String text;

    private ProtocolPage(String text) {
        this.text = text;
    }

    /** The page as it is in the repository. */
    public static ProtocolPage read() {
        try {
            return new ProtocolPage(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of each section and rule, such as {@code 3}, {@code 3.1}, {@code 3.1.a} and {@code 4.0.11}. */
    public Set<String> numbers() {
        return Stream.concat(SECTION.matcher(text).results().map(it -> it.group(1)), rules().keySet().stream())
                .collect(Collectors.toSet());
    }

    /** The text of each rule, by its number. */
    public Map<String, String> rules() {
        Map<String, String> rules = new TreeMap<>();
        RULE.matcher(text).results().forEach(rule -> {
            if (rules.put(rule.group(1), rule.group(2)) != null) {
                throw new AssertionError("the number %s must appear exactly once in %s".formatted(rule.group(1), FILE));
            }
        });
        return rules;
    }

    /**
     * The rows of test vectors whose names begin with a letter, such as {@code V} for requests.
     *
     * @return the cells of each row by its name, without the backticks around them; empty for a dash
     */
    public Map<String, List<String>> vectors(char letter) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        VECTOR.matcher(text)
                .results()
                .filter(row -> row.group(1).charAt(0) == letter)
                .forEach(row -> rows.put(
                        row.group(1),
                        Stream.of(row.group(2).split(" \\| "))
                                .map(ProtocolPage::cell)
                                .toList()));
        if (rows.isEmpty()) {
            throw new AssertionError("%s has no test vector %s1".formatted(FILE, letter));
        }
        return rows;
    }

    private static String cell(String written) {
        return written.equals("–") ? "" : written.replaceAll("^`|`$", "");
    }
}
