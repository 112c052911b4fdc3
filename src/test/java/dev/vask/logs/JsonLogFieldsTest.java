package dev.vask.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.support.Json;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.formatters.StructuredFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLogFieldsTest {

    @ParameterizedTest
    @CsvSource({"FATAL, CRITICAL", "ERROR, ERROR", "WARN, WARNING", "INFO, INFO", "DEBUG, DEBUG", "TRACE, DEBUG"})
    void a_line_has_the_severity_beside_the_level(String level, String severity) {
        JsonNode line = format(new JsonFormatter(), level, Map.of());

        assertThat(line.path("severity").asText()).isEqualTo(severity);
        assertThat(line.path("level").asText()).isEqualTo(level);
        assertThat(line.has("request_id")).isFalse();
    }

    @Test
    void a_line_about_a_request_has_its_id() {
        JsonNode line = format(new JsonFormatter(), "INFO", Map.of("request_id", "r-1", "app", "shop"));

        assertThat(line.path("request_id").asText()).isEqualTo("r-1");
        assertThat(line.path("mdc").path("app").asText()).isEqualTo("shop");
    }

    @Test
    void a_field_that_the_formatter_writes_itself_is_not_written_twice() {
        JsonFormatter google = new JsonFormatter("level=severity");

        assertThat(text(google, "INFO", Map.of())).containsOnlyOnce("\"severity\":");
    }

    @Test
    void a_message_with_the_name_of_a_field_changes_nothing() {
        ExtLogRecord quoting = record("INFO", "\"severity\":\"none\"", Map.of());

        assertThat(Json.parse(new JsonLogFields(new JsonFormatter()).format(quoting))
                        .path("severity")
                        .asText())
                .isEqualTo("INFO");
    }

    @Test
    void text_stays_as_it_is() {
        assertThat(text(new PatternFormatter("%p %m"), "INFO", Map.of())).isEqualTo("INFO started");
    }

    private static JsonNode format(StructuredFormatter formatter, String level, Map<String, String> context) {
        return Json.parse(text(formatter, level, context));
    }

    private static String text(ExtFormatter formatter, String level, Map<String, String> context) {
        return new JsonLogFields(formatter).format(record(level, "started", context));
    }

    private static ExtLogRecord record(String level, String message, Map<String, String> context) {
        ExtLogRecord line = new ExtLogRecord(Level.parse(level), message, "test");
        line.setMdc(context);
        return line;
    }
}
