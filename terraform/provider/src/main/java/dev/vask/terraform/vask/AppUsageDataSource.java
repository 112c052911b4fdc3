package dev.vask.terraform.vask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vask.terraform.provider.DataSource;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code vask_app_usage}: the current and past usage of an app. */
final class AppUsageDataSource implements DataSource {

    private static final List<Attribute> DAY = List.of(
            Attribute.computed("date", Type.STRING, "Date (UTC), like 2026-01-31."),
            Attribute.computed("events", Type.NUMBER, "Events on that date."));

    private static final Schema SCHEMA = Schema.of(
            "Current and past usage of an app.",
            Attribute.required("app", Type.STRING, "Key of the app.").checked(Rules.APP_KEY),
            Attribute.computed("connections", Type.NUMBER, "Open connections."),
            Attribute.computed("channels", Type.NUMBER, "Occupied channels."),
            Attribute.computed("events_this_month", Type.NUMBER, "Events since the start of the month (UTC)."),
            Attribute.computed("days", Type.listOfObjects(DAY), "The last 30 days."),
            Attribute.computed("refused", Type.mapOfNumbers(), "Rejections this month, by quota."));

    private final Connection connection;

    AppUsageDataSource(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String type() {
        return "vask_app_usage";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Fields read(Fields config) throws ProviderException {
        String key = config.text("app");
        JsonNode usage = connection
                .api()
                .find(AdminApi.app(key) + "/usage")
                .orElseThrow(() -> AppDataSource.noSuchApp(key, "app"));
        return new Fields(Map.of(
                "app", config.get("app"),
                "connections", number(usage.path("connections")),
                "channels", number(usage.path("channels")),
                "events_this_month", number(usage.path("events_this_month")),
                "days", days(usage.path("days")),
                "refused", rejected(usage.path("refused"))));
    }

    private static Value days(JsonNode array) {
        List<Value> days = new ArrayList<>();
        array.forEach(day -> days.add(new Fields(Map.of(
                "date", Value.of(day.path("date").asText()),
                "events", number(day.path("events"))))));
        return new Value.Items(days);
    }

    private static Fields rejected(JsonNode reasons) {
        Map<String, Value> rejected = new LinkedHashMap<>();
        reasons.properties().forEach(reason -> rejected.put(reason.getKey(), number(reason.getValue())));
        return new Fields(rejected);
    }

    private static Value number(JsonNode json) {
        return json.isNumber() ? new Value.Number(json.decimalValue()) : Value.NULL;
    }
}
