package dev.vask.apps.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.apps.App;
import dev.vask.apps.AppIndex;
import dev.vask.apps.AppSettingsFormat;
import dev.vask.apps.InvalidAppException;
import dev.vask.protocol.Json;
import dev.vask.protocol.SafeQuote;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code vask.apps.file}: an object with the list {@code apps}. Immutable. An app that does not change is written as it
 * was read, apart from plain values, which are encrypted if there is a key.
 */
final class AppsDocument {

    private static final String APPS = "apps";
    private static final String KEY = "key";

    private final Codec codec;
    private final Map<String, ObjectNode> nodes;
    private final AppIndex apps;

    private AppsDocument(Codec codec, Map<String, ObjectNode> nodes, AppIndex apps) {
        this.codec = codec;
        this.nodes = nodes;
        this.apps = apps;
    }

    /**
     * How documents are read and written.
     *
     * @param text   YAML or JSON
     * @param app    the fields of an app
     * @param values encrypts and decrypts secrets and webhook headers
     */
    record Codec(FileFormat text, AppSettingsFormat app, ValueCipher values) {}

    /** A document and how many of its values were encrypted. */
    record Reencrypted(AppsDocument document, int values) {}

    /** A document without apps. */
    static AppsDocument empty(Codec codec) {
        return new AppsDocument(codec, Map.of(), AppIndex.EMPTY);
    }

    /**
     * Reads a document.
     *
     * @param before the current apps, whose secrets keep their time of creation
     * @throws InvalidAppsFileException if it is invalid
     */
    static AppsDocument read(byte[] content, Codec codec, AppIndex before) throws InvalidAppsFileException {
        SourceTree source = codec.text.parse(content);
        Map<String, ObjectNode> nodes = new LinkedHashMap<>();
        Map<String, App> apps = new LinkedHashMap<>();
        Map<String, String> owners = new HashMap<>();
        for (JsonNode item : list(source)) {
            Place place = new Place(source, APPS + "[" + nodes.size() + "]", item);
            App app = app(place, codec, before);
            checkName(place, app, KEY, app.key(), owners);
            if (app.appId() != null && !app.appId().equals(app.key())) {
                checkName(place, app, "app_id", app.appId(), owners);
            }
            nodes.put(app.key(), (ObjectNode) item);
            apps.put(app.key(), app);
        }
        return new AppsDocument(codec, nodes, AppIndex.of(apps.values()));
    }

    private static ArrayNode list(SourceTree source) throws InvalidAppsFileException {
        if (!(source.root() instanceof ObjectNode root)) {
            throw InvalidAppsFileException.at(source.line(""), "must be an object with the field apps, a list");
        }
        for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!name.equals(APPS)) {
                throw InvalidAppsFileException.at(
                        source.line(name), "%s is unknown; known fields: apps".formatted(SafeQuote.of(name)));
            }
        }
        if (!(root.get(APPS) instanceof ArrayNode list)) {
            throw InvalidAppsFileException.at(source.line(APPS), "apps must be a list; [] has no apps");
        }
        return list;
    }

    private static App app(Place place, Codec codec, AppIndex before) throws InvalidAppsFileException {
        if (!(place.item instanceof ObjectNode node)) {
            throw InvalidAppsFileException.at(place.source.line(place.path), "an app must be an object");
        }
        String key = place.key();
        ObjectNode plain = node.deepCopy();
        Map<String, String> problems = new TreeMap<>();
        if (key != null) {
            codec.values.decrypt(key, plain, problems);
        }
        if (!problems.isEmpty()) {
            throw place.error(problems);
        }
        try {
            return codec.app.read(Json.compact(plain), key == null ? null : before.get(key));
        } catch (InvalidAppException e) {
            throw place.error(e.problems());
        }
    }

    private static void checkName(Place place, App app, String field, String name, Map<String, String> owners)
            throws InvalidAppsFileException {
        String owner = owners.putIfAbsent(name, app.key());
        if (owner != null) {
            throw place.error(Map.of(
                    field, "must not be the key or the app_id of another app; app '%s' has it".formatted(owner)));
        }
    }

    /** An item of the list, and where it is. */
    private record Place(SourceTree source, String path, JsonNode item) {

        @Nullable
        String key() {
            return item.path(KEY).isTextual() ? item.get(KEY).textValue() : null;
        }

        /** The error of the first of these fields in the file. */
        InvalidAppsFileException error(Map<String, String> problems) {
            String first = problems.keySet().stream()
                    .min((one, other) -> Integer.compare(line(one), line(other)))
                    .orElseThrow();
            Map<String, String> shown = new TreeMap<>(problems);
            shown.compute(first, (field, problem) -> problem + hint(field, String.valueOf(problem)));
            return InvalidAppsFileException.ofApp(line(first), key(), first, shown);
        }

        private int line(String field) {
            return source.line(path + "." + field);
        }

        /** A text of digits, or {@code true}, is another type in YAML without quotes. */
        private String hint(String field, String problem) {
            JsonNode value =
                    item.at("/" + field.replace("]", "").replace('[', '/').replace('.', '/'));
            boolean quotesHelp = problem.contains("must be a string") && (value.isNumber() || value.isBoolean());
            return quotesHelp ? "; put it in quotes" : "";
        }
    }

    /** The apps, by key and by app id. */
    AppIndex apps() {
        return apps;
    }

    /**
     * The document with an app added at the end, or replaced.
     *
     * @throws dev.vask.apps.AppIdTakenException if its key or its app id belongs to another app
     */
    AppsDocument with(App app) {
        Map<String, ObjectNode> changed = encryptedNodes();
        ObjectNode node = Json.object(codec.app.write(app));
        codec.values.encryptPlain(app.key(), node);
        changed.put(app.key(), node);
        return new AppsDocument(codec, changed, apps.with(app));
    }

    /** The document without an app. */
    AppsDocument without(String key) {
        Map<String, ObjectNode> changed = encryptedNodes();
        changed.remove(key);
        return new AppsDocument(codec, changed, apps.without(key));
    }

    private Map<String, ObjectNode> encryptedNodes() {
        Map<String, ObjectNode> copies = copies();
        copies.forEach(codec.values::encryptPlain);
        return copies;
    }

    /** The document with all values encrypted under the first key. */
    Reencrypted reencrypted() {
        Map<String, ObjectNode> copies = copies();
        int values = copies.entrySet().stream()
                .mapToInt(it -> codec.values.reencrypt(it.getKey(), it.getValue()))
                .sum();
        return new Reencrypted(new AppsDocument(codec, copies, apps), values);
    }

    private Map<String, ObjectNode> copies() {
        Map<String, ObjectNode> copies = new LinkedHashMap<>();
        nodes.forEach((key, node) -> copies.put(key, node.deepCopy()));
        return copies;
    }

    /** The number of secrets and webhook headers that are not encrypted. */
    int plainValues() {
        return nodes.entrySet().stream()
                .mapToInt(it -> ValueCipher.plainValues(it.getKey(), it.getValue()))
                .sum();
    }

    /** The text of the document. */
    byte[] write() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putArray(APPS).addAll(nodes.values());
        return codec.text.write(root);
    }

    /** The changes from other apps to these, for the log: keys with {@code +}, {@code ~} or {@code -}. */
    List<String> differencesFrom(AppIndex before) {
        return Stream.concat(
                        apps.apps().stream()
                                .filter(app -> !app.equals(before.get(app.key())))
                                .map(app -> (before.get(app.key()) == null ? "+" : "~") + app.key()),
                        before.apps().stream()
                                .filter(app -> apps.get(app.key()) == null)
                                .map(app -> "-" + app.key()))
                .toList();
    }
}
