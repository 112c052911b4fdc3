package dev.vask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The numbers of the protocol that a text cites: in parentheses, "(5.1)" or "(4.1, 5.2.3 to 7)", after the word "section", and at the
 * beginning of a comment, "// 3.1.k". What a sentence cites of an RFC is not among them.
 */
final class SectionReferences {

    private static final String ANY = "[1-9]\\d?(?:\\.\\d{1,2}){0,2}(?:\\.[a-z])?";
    private static final String DOTTED = "[1-9]\\d?\\.(?:\\d{1,2}\\.)?(?:\\d{1,2}|[a-z])";
    private static final Pattern IN_PARENTHESES = Pattern.compile("\\(([^()\\n]+)\\)");
    private static final Pattern AFTER_A_WORD =
            Pattern.compile("\\b[Ss]ections?\\s+(%1$s)(?:\\s+(?:to|and)\\s+(%1$s))?".formatted(ANY));
    private static final Pattern AT_THE_BEGINNING = Pattern.compile(
            "(?m)(?:(?://|--)\\s+|\\b(?:see|order of|vectors of)\\s)(%1$s)(?:, (%1$s))?(?:, (%1$s))?(?=[\\s,:;.)]|$)"
                    .formatted(DOTTED));

    private static final Pattern OF_AN_RFC = Pattern.compile("(?s)RFC \\d+(?:(?!\\.\\s).)*$");
    private static final int MAX_SENTENCE_LENGTH = 160;
    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");

    private SectionReferences() {}

    /** What a file cites; of a Java file, its comments and strings. */
    static List<String> in(Path file) throws IOException {
        String text = Files.readString(file);
        return file.toString().endsWith(".java")
                ? COMMENT_OR_STRING
                        .matcher(text)
                        .results()
                        .flatMap(part -> in(part.group()).stream())
                        .toList()
                : in(text);
    }

    /** What a text cites. */
    static List<String> in(String text) {
        List<String> numbers = new ArrayList<>();
        matches(IN_PARENTHESES, text)
                .filter(list -> !list.group(1).contains("RFC"))
                .flatMap(list -> Stream.of(list.group(1).split("[,;]\\s*")))
                .filter(it -> it.matches("%1$s(?: to %1$s)?".formatted(DOTTED)))
                .flatMap(it -> Stream.of(it.split(" to ")))
                .forEach(numbers::add);
        Stream.of(AFTER_A_WORD, AT_THE_BEGINNING)
                .flatMap(form -> matches(form, text))
                .flatMap(it -> Stream.iterate(1, group -> group <= it.groupCount(), group -> group + 1)
                        .map(it::group))
                .filter(Objects::nonNull)
                .forEach(numbers::add);
        return numbers;
    }

    private static Stream<MatchResult> matches(Pattern form, String text) {
        return form.matcher(text).results().filter(it -> !OF_AN_RFC
                .matcher(text.substring(Math.max(0, it.start() - MAX_SENTENCE_LENGTH), it.start()))
                .find());
    }
}
