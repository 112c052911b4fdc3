package dev.vask.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vask.protocol.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Recognizes a configuration file by its content, and reads its apps. */
public final class AppFileReader {

    private static final Set<String> VASK_FIELDS =
            Set.of("quotas", "client_events", "subscription_counts", "history", "webhook");

    private AppFileReader() {}

    /**
     * Reads a file.
     *
     * @param source what wrote it, or null if its content shows it
     * @throws ConfigFormatException if it cannot be read, or has no app
     */
    public static AppFile read(String text, @Nullable ConfigSource source) throws ConfigFormatException {
        String content = text.strip();
        if (content.startsWith("<?php")) {
            throw new ConfigFormatException(
                    "It is PHP. Convert it to JSON in the Laravel project: php artisan config:show does not print JSON, but this does:"
                            + " php artisan tinker --execute='echo json_encode(config(\"reverb\"));'");
        }
        AppFile file = content.startsWith("{") || content.startsWith("[")
                ? json(parse(content), source)
                : EnvFile.read(DotEnv.parse(text), source);
        if (file.apps().isEmpty()) {
            throw new ConfigFormatException("It has no apps.");
        }
        return file;
    }

    private static JsonNode parse(String content) throws ConfigFormatException {
        try {
            return Json.MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            throw new ConfigFormatException("It is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static AppFile json(JsonNode root, @Nullable ConfigSource source) throws ConfigFormatException {
        List<String> warnings = new ArrayList<>();
        JsonNode soketi = SoketiApps.appsOf(root);
        if (soketi.isArray()) {
            ObjectNode defaults = SoketiApps.defaults(root, warnings);
            return new AppFile(each(soketi, app -> SoketiApps.read(withDefaults(app, defaults))), warnings);
        }
        JsonNode apps = root.isArray() ? root : root.path("apps");
        if (apps.isObject()) { // config/reverb.php has apps.apps
            apps = apps.path("apps");
        }
        if (!apps.isArray()) {
            throw new ConfigFormatException(
                    "It has no list of apps: expected an array, or an object with 'apps' or 'appManager.array.apps'.");
        }
        if (root.has("servers")) {
            warnings.add("'servers' is not imported: these are settings of the server. See docs/migrating.md.");
        }
        return new AppFile(
                each(apps, app -> switch (source == null ? sourceOf(app) : source) {
                    case VASK -> VaskApps.read(app);
                    case SOKETI -> SoketiApps.read(app);
                    case REVERB -> ReverbApps.read(app);
                    case PUSHER -> PusherApps.read(app);
                }),
                warnings);
    }

    private static ConfigSource sourceOf(ObjectNode app) {
        if (VASK_FIELDS.stream().anyMatch(app::has)) {
            return ConfigSource.VASK;
        }
        boolean isReverb =
                Stream.of("app_id", "ping_interval", "max_message_size").anyMatch(app::has);
        return isReverb ? ConfigSource.REVERB : ConfigSource.SOKETI;
    }

    private interface AppReader {
        ImportedApp read(ObjectNode app) throws ConfigFormatException;
    }

    private static List<ImportedApp> each(JsonNode apps, AppReader reader) throws ConfigFormatException {
        List<ImportedApp> all = new ArrayList<>();
        for (JsonNode app : apps) {
            if (!(app instanceof ObjectNode object)) {
                throw new ConfigFormatException(
                        "App %d must be an object, found %s.".formatted(all.size() + 1, Json.kindOf(app)));
            }
            ImportedApp read = reader.read(object);
            if (read.key().isEmpty()) {
                throw new ConfigFormatException("App %d has no 'key'.".formatted(all.size() + 1));
            }
            all.add(read);
        }
        return all;
    }

    private static ObjectNode withDefaults(ObjectNode app, ObjectNode defaults) {
        ObjectNode all = defaults.deepCopy();
        all.setAll(app);
        return all;
    }

    /** The variables with a prefix, as fields without it in lower case. */
    static ObjectNode fields(Map<String, String> variables, String prefix) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                fields.put(name.substring(prefix.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return fields;
    }

    /** An array in a text or as it is; empty if it is neither. */
    static ArrayNode array(JsonNode value) {
        if (value instanceof ArrayNode array) {
            return array;
        }
        try {
            return Json.MAPPER.readTree(value.asText("[]")) instanceof ArrayNode array
                    ? array
                    : JsonNodeFactory.instance.arrayNode();
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.arrayNode();
        }
    }
}
