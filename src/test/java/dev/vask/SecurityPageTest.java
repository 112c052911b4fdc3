package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.meters.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of bounds in {@code docs/security.md} matches the bounds, settings and defaults of the code. */
class SecurityPageTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (.+?) \\| (.+?) \\| (.+?) \\| (.+?) \\|$");
    private static final Pattern SETTING = Pattern.compile("`(vask\\.[a-z.-]+)`");
    private static final Pattern AMOUNT = Pattern.compile("(\\d[\\d,]*)( MiB| KiB| s)?");

    private final List<MatchResult> rows;

    SecurityPageTest() throws IOException {
        rows = ROW.matcher(Files.readString(Path.of("docs/security.md")))
                .results()
                .toList();
    }

    @Test
    void every_bound_has_one_row() {
        assertThat(rows.stream().map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Bound.values()).map(Bound::label).toList());
    }

    @Test
    void every_bound_is_counted() throws IOException {
        String sources;
        try (var files = Files.walk(Path.of("src/main/java"))) {
            sources = String.join(
                    "\n",
                    files.filter(it -> it.toString().endsWith(".java") && !it.endsWith("Bound.java"))
                            .map(SecurityPageTest::read)
                            .toList());
        }

        assertThat(Bound.values()).allSatisfy(bound -> assertThat(sources).contains("Bound." + bound.name()));
    }

    @Test
    void every_setting_exists_and_has_the_default_of_its_row() {
        Map<String, String> settings = TypedSettings.withDefaults();
        assertThat(rows).allSatisfy(row -> {
            Matcher setting = SETTING.matcher(row.group(4));
            if (!setting.find()) {
                assertThat(row.group(4)).isEqualTo("fixed");
                return;
            }
            assertThat(settings).containsKey(setting.group(1));
            String actual = settings.get(setting.group(1));
            if (!actual.equals(TypedSettings.NO_DEFAULT)) {
                assertThat(plain(row.group(3))).as(setting.group(1)).isEqualTo(actual);
            }
            while (setting.find()) {
                assertThat(settings).containsKey(setting.group(1));
            }
        });
    }

    @Test
    void amounts_are_read_as_settings_write_them() {
        assertThat(plain("1 MiB, and more")).isEqualTo("1048576");
        assertThat(plain("32 KiB")).isEqualTo("32768");
        assertThat(plain("10 s each")).isEqualTo("10s");
        assertThat(plain("100,000")).isEqualTo("100000");
    }

    /** The first amount of a text, in the format of settings. */
    private static String plain(String text) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.find()) {
            return text;
        }
        long number = Long.parseLong(amount.group(1).replace(",", ""));
        return switch (amount.group(2)) {
            case " MiB" -> Long.toString(number << 20);
            case " KiB" -> Long.toString(number << 10);
            case " s" -> number + "s";
            case null, default -> Long.toString(number);
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("reading " + file, e);
        }
    }
}
