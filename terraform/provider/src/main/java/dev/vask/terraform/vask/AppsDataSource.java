package dev.vask.terraform.vask;

import dev.vask.terraform.provider.DataSource;
import dev.vask.terraform.provider.ProviderException;
import dev.vask.terraform.schema.Attribute;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.schema.Type;
import dev.vask.terraform.value.Value;
import dev.vask.terraform.value.Value.Fields;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** {@code vask_apps}: all apps, or those with a key prefix. */
final class AppsDataSource implements DataSource {

    private static final Schema SCHEMA = Schema.of(
            "All apps, or the apps whose keys start with a prefix, without their secrets.",
            Attribute.optional("prefix", Type.STRING, "Prefix of the keys. All apps if absent."),
            Attribute.computed("keys", Type.listOfStrings(), "Keys of the apps, sorted."),
            Attribute.computed("apps", Type.listOfObjects(AppDataSource.results()), "The apps, sorted by key."));

    private final Connection connection;

    AppsDataSource(Connection connection) {
        this.connection = connection;
    }

    @Override
    public String type() {
        return "vask_apps";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Fields read(Fields config) throws ProviderException {
        String prefix = config.get("prefix") instanceof Value.Text(String text) ? text : "";
        List<Fields> apps = StreamSupport.stream(connection.api().apps().spliterator(), false)
                .map(AppSchema::read)
                .filter(app -> app.text("key").startsWith(prefix))
                .sorted((one, other) -> one.text("key").compareTo(other.text("key")))
                .toList();
        return new Fields(Map.of(
                "prefix", config.get("prefix"),
                "keys", Value.ofTexts(apps.stream().map(app -> app.text("key")).toList()),
                "apps", new Value.Items(List.copyOf(apps))));
    }
}
