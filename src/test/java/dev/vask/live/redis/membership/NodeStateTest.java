package dev.vask.live.redis.membership;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.live.redis.membership.NodeState.Transition;
import dev.vask.live.redis.scripts.LuaScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The enum, docs/architecture.md and the Lua scripts describe the same states of a node. */
class NodeStateTest {

    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final Path SCRIPTS = Path.of("src/main/resources/lua");
    private static final Pattern SECTION = Pattern.compile("(?s)\n## The life of a node\n(.*?)\n## ");
    private static final Pattern DIAGRAM_EDGE = Pattern.compile("(?m)^ +([A-Z]+) --> ([A-Z]+): ([a-z_]+)");
    private static final Pattern DIAGRAM_NODE = Pattern.compile("(?m)^ +(\\S+) --> (\\S+?)(?::.*)?$");
    private static final Pattern TABLE_ROW = Pattern.compile("(?m)^\\| `([A-Z]+)` \\|");
    private static final Pattern SCRIPT_HEAD = Pattern.compile("(?m)^-- Node: (.*)\\.$");
    private static final Pattern SCRIPT_EDGE = Pattern.compile("([A-Z]+) -> ([A-Z]+)");

    private static String section() throws IOException {
        return SECTION.matcher(Files.readString(PAGE))
                .results()
                .map(it -> it.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static Transition transition(MatchResult edge, String script) {
        return new Transition(
                NodeState.valueOf(edge.group(1)),
                NodeState.valueOf(edge.group(2)),
                LuaScript.valueOf(script.toUpperCase(Locale.ROOT)));
    }

    @Test
    void the_diagram_has_the_states_and_transitions_of_the_enum() throws IOException {
        Set<String> drawn = DIAGRAM_NODE
                .matcher(section())
                .results()
                .flatMap(it -> Stream.of(it.group(1), it.group(2)))
                .filter(it -> !it.equals("[*]"))
                .collect(toSet());

        assertThat(drawn).isEqualTo(names());
        assertThat(DIAGRAM_EDGE.matcher(section()).results().map(it -> transition(it, it.group(3))))
                .containsExactlyInAnyOrderElementsOf(NodeState.TRANSITIONS);
    }

    @Test
    void the_table_explains_each_state_once() throws IOException {
        assertThat(TABLE_ROW.matcher(section()).results().map(it -> it.group(1)))
                .containsExactlyElementsOf(
                        Stream.of(NodeState.values()).map(NodeState::name).toList());
    }

    @Test
    void each_script_names_its_transitions_at_its_head() throws IOException {
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            assertThat(scripts.flatMap(NodeStateTest::transitions))
                    .containsExactlyInAnyOrderElementsOf(NodeState.TRANSITIONS);
        }
    }

    private static Stream<Transition> transitions(Path script) {
        String name = script.getFileName().toString().replace(".lua", "");
        return SCRIPT_HEAD
                .matcher(text(script))
                .results()
                .flatMap(head -> SCRIPT_EDGE.matcher(head.group(1)).results())
                .map(edge -> transition(edge, name));
    }

    private static String text(Path script) {
        try {
            return Files.readString(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void each_script_ends_with_a_file_and_each_file_is_in_a_script() throws IOException {
        List<String> scripts =
                Arrays.stream(LuaScript.values()).map(LuaScript::text).toList();
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<String> texts = files.filter(it -> !it.endsWith("prelude.lua"))
                    .map(NodeStateTest::text)
                    .toList();
            assertThat(texts).allMatch(text -> scripts.stream().anyMatch(script -> script.contains(text)));
            assertThat(scripts).allMatch(script -> texts.stream().anyMatch(script::endsWith));
        }
    }

    private static Set<String> names() {
        return Arrays.stream(NodeState.values()).map(NodeState::name).collect(toSet());
    }
}
