package dev.vask.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads dotenv files, as Laravel, Node and Docker Compose write them: {@code NAME=value}, one on each line. */
public final class DotEnv {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)\\s*=\\s*(.*)");
    private static final Pattern REFERENCE = Pattern.compile("(?<!\\\\)\\$\\{([A-Za-z_][A-Za-z0-9_.]*)}");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*(?:#.*)?");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\"\\\\$`])");

    private DotEnv() {}

    /**
     * The variables of a file, in order. {@code ${NAME}} in a value without single quotes is replaced by an earlier variable.
     *
     * @throws ConfigFormatException if a line is not an assignment, or a quote is not closed
     */
    public static Map<String, String> parse(String text) throws ConfigFormatException {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (!assignment.matches()) {
                throw new ConfigFormatException("Line %d is not of the form NAME=value.".formatted(i + 1));
            }
            variables.put(assignment.group(1), value(assignment.group(2), variables, i + 1));
        }
        return variables;
    }

    private static String value(String raw, Map<String, String> variables, int line) throws ConfigFormatException {
        if (raw.startsWith("'")) {
            return quoted(SINGLE_QUOTED, raw, line);
        }
        if (raw.startsWith("\"")) {
            return ESCAPE.matcher(expand(quoted(DOUBLE_QUOTED, raw, line), variables))
                    .replaceAll("$1");
        }
        return expand(raw.replaceFirst("\\s+#.*", "").strip(), variables);
    }

    private static String quoted(Pattern pattern, String raw, int line) throws ConfigFormatException {
        Matcher quoted = pattern.matcher(raw);
        if (!quoted.matches()) {
            throw new ConfigFormatException("Line %d has a quote that is not closed on the same line.".formatted(line));
        }
        return quoted.group(1);
    }

    private static String expand(String value, Map<String, String> variables) {
        return REFERENCE
                .matcher(value)
                .replaceAll(it -> Matcher.quoteReplacement(variables.getOrDefault(it.group(1), "")));
    }
}
