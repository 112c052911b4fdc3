package dev.vask.live.redis.scripts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Functions and values that scripts share. A script begins with those that it uses: Redis creates each function again in every call.
 *
 * <p>The source consists of statements that begin in the first column. One that begins with {@code local} is added to a script that uses one of
 * its names, directly or through another; all others are added to each script.
 */
final class LuaPrelude {

    /** A name that is not a field: there is no dot before it, or two, the operator for concatenation. */
    private static final Pattern NAME = Pattern.compile("(?<!(?<!\\.)\\.)\\b[A-Za-z_]\\w*");

    private static final Pattern COMMENT = Pattern.compile("--.*");
    private static final Pattern STRING = Pattern.compile("'[^'\n]*'");
    private static final Pattern DECLARED = Pattern.compile("local (?:function )?([\\w, ]+)");
    private static final String END = "end";

    private final List<Statement> statements = new ArrayList<>();

    /**
     * A statement.
     *
     * @param declares the names that it declares, empty if it is always needed
     * @param uses     all names in it
     */
    private record Statement(String text, Set<String> declares, Set<String> uses) {

        static Statement of(String text) {
            var declared = DECLARED.matcher(text);
            return new Statement(text, declared.lookingAt() ? names(declared.group(1)) : Set.of(), names(text));
        }

        boolean isNeededBy(Set<String> used) {
            return declares.isEmpty() || declares.stream().anyMatch(used::contains);
        }
    }

    LuaPrelude(String source) {
        StringBuilder statement = new StringBuilder();
        for (String line : source.lines().toList()) {
            boolean begins = !line.isEmpty() && !Character.isWhitespace(line.charAt(0)) && !line.equals(END);
            if (begins) {
                add(statement);
            }
            if (!COMMENT.matcher(line.strip()).matches() && !line.isBlank()) {
                statement.append(line).append('\n');
            }
        }
        add(statement);
    }

    private void add(StringBuilder statement) {
        if (!statement.isEmpty()) {
            statements.add(Statement.of(statement.toString()));
            statement.setLength(0);
        }
    }

    /** The statements that a script needs before its own, in their order. A statement uses only those before it. */
    String before(String script) {
        Set<String> used = names(script);
        List<Statement> needed = new ArrayList<>();
        for (Statement statement : statements.reversed()) {
            if (statement.isNeededBy(used)) {
                used.addAll(statement.uses());
                needed.add(statement);
            }
        }
        return needed.reversed().stream().map(Statement::text).collect(Collectors.joining());
    }

    private static Set<String> names(String text) {
        String code = STRING.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
        return NAME.matcher(code).results().map(MatchResult::group).collect(Collectors.toCollection(HashSet::new));
    }
}
