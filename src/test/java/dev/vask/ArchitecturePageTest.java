package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The map of the code in {@code docs/architecture.md} names the packages that exist. */
class ArchitecturePageTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z]+)` \\| .+ \\|$");

    @Test
    void the_map_of_the_code_names_every_package() throws IOException {
        String page = Files.readString(Path.of("docs/architecture.md"));
        String rest = page.substring(page.indexOf("## Map of the code"));
        String map = rest.substring(0, rest.indexOf("\n## "));
        try (Stream<Path> found = Files.list(Path.of("src/main/java/dev/vask"))) {
            List<String> packages = found.filter(Files::isDirectory)
                    .map(it -> it.getFileName().toString())
                    .toList();

            assertThat(PACKAGE.matcher(map).results().map(row -> row.group(1)))
                    .containsExactlyInAnyOrderElementsOf(packages);
        }
    }
}
