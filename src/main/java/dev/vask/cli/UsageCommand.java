package dev.vask.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vask usage}. */
@Command(
        name = "usage",
        description = "Show the usage of an app, its share of the quotas, and how often the quotas rejected something.")
@RegisterForReflection
final class UsageCommand implements Runnable {

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.ENGLISH);

    @ParentCommand
    private CommandLineInterface vask;

    @Parameters(paramLabel = "KEY")
    private String key;

    @Override
    public void run() {
        AdminClient api = vask.api();
        ObjectNode usage = api.get("apps/%s/usage".formatted(PathSegment.of(key)));
        Output output = vask.output();
        if (output.isJson()) {
            output.json(usage);
            return;
        }
        JsonNode quotas = api.get(AppsCommand.path(key)).path("quotas");
        String month = monthOf(usage.path("days")).format(MONTH);
        output.print(List.of(
                List.of("USAGE", "VALUE", "QUOTA", "SHARE"),
                row("open connections", usage.path("connections"), quotas.path("max_connections")),
                row("occupied channels", usage.path("channels"), quotas.path("max_channels")),
                row("events in " + month, usage.path("events_this_month"), quotas.path("events_per_month")),
                row("stored events", usage.path("history").path("events"), MissingNode.getInstance()),
                row("bytes of stored events", usage.path("history").path("bytes"), MissingNode.getInstance())));
        output.line("");
        output.print(rejections(usage.path("refused"), month));
        output.line("");
        output.print(days(usage.path("days")));
    }

    /** The month of the server's current day, the last in the list. */
    private static YearMonth monthOf(JsonNode days) {
        JsonNode today = days.path(days.size() - 1).path("date");
        return today.isTextual() ? YearMonth.from(LocalDate.parse(today.textValue())) : YearMonth.now(ZoneOffset.UTC);
    }

    private static List<String> row(String what, JsonNode used, JsonNode quota) {
        boolean limited = quota.isNumber();
        return List.of(
                what,
                count(used),
                limited ? count(quota) : "unlimited",
                limited ? String.format(Locale.ROOT, "%.1f %%", 100.0 * used.asLong() / quota.asLong()) : "-");
    }

    private static List<List<String>> rejections(JsonNode refused, String month) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("REJECTED BY QUOTA", "TIMES IN " + month.toUpperCase(Locale.ROOT)));
        refused.properties().forEach(quota -> rows.add(List.of(quota.getKey(), count(quota.getValue()))));
        if (rows.size() == 1) {
            rows.add(List.of("-", "0"));
        }
        return rows;
    }

    private static List<List<String>> days(JsonNode days) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DATE (UTC)", "EVENTS"));
        days.forEach(day -> rows.add(List.of(day.path("date").asText(), count(day.path("events")))));
        return rows;
    }

    private static String count(JsonNode number) {
        return String.format(Locale.ROOT, "%,d", number.asLong());
    }
}
