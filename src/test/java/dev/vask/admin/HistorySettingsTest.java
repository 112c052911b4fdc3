package dev.vask.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vask.apps.HistorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents, the migration, the Terraform provider and the console agree with the defaults and ranges of {@link HistorySettings}. */
class HistorySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "max_events, " + HistorySettings.DEFAULT_MAX_EVENTS + ", " + HistorySettings.SMALLEST_LIMIT + ", "
                + HistorySettings.LARGEST_MAX_EVENTS,
        "ttl_seconds, " + HistorySettings.DEFAULT_TTL_SECONDS + ", " + HistorySettings.SMALLEST_LIMIT + ", "
                + HistorySettings.LARGEST_TTL_SECONDS,
        "max_bytes, " + HistorySettings.DEFAULT_MAX_BYTES + ", " + HistorySettings.SMALLEST_MAX_BYTES + ", "
                + HistorySettings.LARGEST_MAX_BYTES
    })
    void a_limit_is_the_same_everywhere(String name, int defaultLimit, int min, int max) throws IOException {
        assertThat(Path.of("src/main/resources/db/migration/V12__history_and_access.sql"))
                .content()
                .contains("history_%s integer not null default %d,".formatted(name, defaultLimit))
                .contains("check (history_%s between %d and %d)".formatted(name, min, max));
        assertThat(Files.readAllLines(Path.of("terraform/provider/docs/resources/app.md")))
                .filteredOn(line -> line.startsWith("| `history.%s` |".formatted(name)))
                .singleElement()
                .asString()
                .contains("| optional, `%d` |".formatted(defaultLimit))
                .endsWith(", %d to %d. |".formatted(min, max));
        assertThat(Files.readAllLines(Path.of("src/main/web/pages/settings.ts")))
                .filteredOn(line -> line.startsWith("  %s: ".formatted(name)))
                .singleElement()
                .asString()
                .endsWith(", %d to %d',".formatted(min, max));
        assertThat(Files.readString(Path.of("docs/admin-api.md")).replaceAll("\\s+", " "))
                .contains("\"%s\": %d".formatted(name, defaultLimit))
                .contains(String.format(Locale.ROOT, "`%s` (%,d to %,d)", name, min, max));
    }
}
