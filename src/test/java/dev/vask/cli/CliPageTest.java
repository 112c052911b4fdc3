package dev.vask.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/cli.md} has every command and every option, and no others. */
class CliPageTest {

    private static final Pattern COMMAND = Pattern.compile("`vask ([a-z-]+(?: [a-z-]+)?)[^`]*`");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+");
    private static final Pattern FOREIGN = Pattern.compile("`(?:docker|php|psql|jq) [^`]*`");

    private final String page =
            FOREIGN.matcher(Files.readString(Path.of("docs/cli.md"))).replaceAll("");
    private final CommandLine vask = CommandLineInterface.commandLine(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), () -> {});

    CliPageTest() throws IOException {}

    @Test
    void every_command_is_documented_and_no_other() {
        Set<String> commands = leaves(vask)
                .map(it -> it.getCommandSpec().qualifiedName().substring("vask ".length()))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> documented = new TreeSet<>();
        COMMAND.matcher(page).results().map(it -> it.group(1)).forEach(words -> {
            String first = words.split(" ")[0];
            documented.add(commands.contains(first) ? first : words);
        });
        assertThat(documented).containsExactlyElementsOf(commands);
    }

    @Test
    void every_option_is_documented_and_no_other() {
        Set<String> options = Stream.concat(Stream.of(vask), all(vask))
                .flatMap(it -> it.getCommandSpec().options().stream())
                .flatMap(CliPageTest::names)
                .filter(it -> it.startsWith("--"))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> documented =
                OPTION.matcher(page).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).containsExactlyElementsOf(options);
    }

    @Test
    void every_exit_code_is_documented_and_in_the_help() throws IllegalAccessException {
        String help = vask.getUsageMessage().replaceAll("\\s+", " ");
        for (var field : ExitCode.class.getDeclaredFields()) {
            int code = field.getInt(null);
            assertThat(page).contains("\n| %d | ".formatted(code));
            assertThat(help).contains(" %d ".formatted(code));
        }
    }

    @Test
    void every_command_has_a_description() {
        assertThat(all(vask))
                .allSatisfy(it -> assertThat(it.getCommandSpec().usageMessage().description())
                        .as(it.getCommandSpec().qualifiedName())
                        .isNotEmpty());
    }

    @Test
    void no_argument_is_a_secret_or_a_token() {
        assertThat(all(vask)
                        .flatMap(it -> it.getCommandSpec().options().stream())
                        .flatMap(CliPageTest::names))
                .noneMatch(it -> it.contains("secret") || it.contains("token") || it.contains("password"));
    }

    private static Stream<String> names(OptionSpec option) {
        return Stream.of(option.names())
                .flatMap(name ->
                        option.negatable() ? Stream.of(name, name.replaceFirst("^--", "--no-")) : Stream.of(name));
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return command.getSubcommands().values().stream().flatMap(it -> Stream.concat(Stream.of(it), all(it)));
    }

    private static Stream<CommandLine> leaves(CommandLine command) {
        return all(command).filter(it -> it.getSubcommands().isEmpty());
    }
}
