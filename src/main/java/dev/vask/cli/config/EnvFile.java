package dev.vask.cli.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the app of a dotenv file: of soketi, of Laravel, or of a backend with a Pusher SDK. */
final class EnvFile {

    private static final String SOKETI = "SOKETI_";
    private static final String REVERB = "REVERB_";

    /** The variables of soketi's app, and the field of its JSON configuration for each. */
    private static final Map<String, String> SOKETI_FIELDS = Map.ofEntries(
            Map.entry("SOKETI_DEFAULT_APP_ID", "id"),
            Map.entry("SOKETI_DEFAULT_APP_KEY", "key"),
            Map.entry("SOKETI_DEFAULT_APP_SECRET", "secret"),
            Map.entry("SOKETI_DEFAULT_APP_ENABLED", "enabled"),
            Map.entry("SOKETI_DEFAULT_APP_MAX_CONNS", "maxConnections"),
            Map.entry("SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES", "enableClientMessages"),
            Map.entry("SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC", "maxBackendEventsPerSecond"),
            Map.entry("SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC", "maxClientEventsPerSecond"),
            Map.entry("SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC", "maxReadRequestsPerSecond"),
            Map.entry("SOKETI_DEFAULT_APP_USER_AUTHENTICATION", "enableUserAuthentication"),
            Map.entry("SOKETI_DEFAULT_APP_WEBHOOKS", "webhooks"),
            Map.entry("SOKETI_PRESENCE_MAX_MEMBERS", "maxPresenceMembersPerChannel"),
            Map.entry("SOKETI_PRESENCE_MAX_MEMBER_SIZE", "maxPresenceMemberSizeInKb"),
            Map.entry("SOKETI_CHANNEL_LIMITS_MAX_NAME_LENGTH", "maxChannelNameLength"),
            Map.entry("SOKETI_EVENT_MAX_CHANNELS_AT_ONCE", "maxEventChannelsAtOnce"),
            Map.entry("SOKETI_EVENT_MAX_NAME_LENGTH", "maxEventNameLength"),
            Map.entry("SOKETI_EVENT_MAX_SIZE_IN_KB", "maxEventPayloadInKb"),
            Map.entry("SOKETI_EVENT_MAX_BATCH_SIZE", "maxEventBatchSize"));

    private static final Map<ConfigSource, String> KEYS = keys();

    private EnvFile() {}

    /** The variable with the key of the app, for each source, in the order in which they are looked for. */
    private static Map<ConfigSource, String> keys() {
        Map<ConfigSource, String> keys = new LinkedHashMap<>();
        keys.put(ConfigSource.SOKETI, "SOKETI_DEFAULT_APP_KEY");
        keys.put(ConfigSource.REVERB, "REVERB_APP_KEY");
        keys.put(ConfigSource.PUSHER, "PUSHER_APP_KEY");
        keys.put(ConfigSource.VASK, "VASK_APP_KEY");
        return keys;
    }

    static AppFile read(Map<String, String> variables, @Nullable ConfigSource wanted) throws ConfigFormatException {
        List<ConfigSource> present = KEYS.keySet().stream()
                .filter(it -> !variables.getOrDefault(KEYS.get(it), "").isBlank())
                .toList();
        ConfigSource source = wanted == null ? select(variables, present) : wanted;
        if (!present.contains(source)) {
            throw new ConfigFormatException("It does not set %s.".formatted(KEYS.get(source)));
        }
        List<String> warnings = new ArrayList<>();
        String others = present.stream()
                .filter(it -> it != source)
                .map(it -> "%s (--from %s)".formatted(KEYS.get(it), it))
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            warnings.add("Imported the app of %s. The file also has %s.".formatted(KEYS.get(source), others));
        }
        return new AppFile(List.of(app(variables, source, warnings)), warnings);
    }

    private static ConfigSource select(Map<String, String> variables, List<ConfigSource> present)
            throws ConfigFormatException {
        if (present.isEmpty()) {
            throw new ConfigFormatException(
                    "It is not JSON, and sets none of the variables %s.".formatted(String.join(", ", KEYS.values())));
        }
        boolean usesPusher = "pusher".equals(variables.get("BROADCAST_CONNECTION"));
        return usesPusher && present.contains(ConfigSource.PUSHER) ? ConfigSource.PUSHER : present.getFirst();
    }

    private static ImportedApp app(Map<String, String> variables, ConfigSource source, List<String> warnings) {
        return switch (source) {
            case SOKETI -> soketi(variables, warnings);
            case REVERB -> reverb(variables, warnings);
            case PUSHER -> PusherApps.read(withId(AppFileReader.fields(variables, "PUSHER_APP_")));
            case VASK -> VaskApps.readVariables(AppFileReader.fields(variables, "VASK_APP_"));
        };
    }

    private static ImportedApp soketi(Map<String, String> variables, List<String> warnings) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        List<String> others = new ArrayList<>();
        variables.forEach((name, value) -> {
            String field = SOKETI_FIELDS.get(name);
            if (field != null) {
                fields.put(field, value);
            } else if (name.startsWith("SOKETI_DEFAULT_APP_")) {
                fields.put(name, value);
            } else if (name.startsWith(SOKETI)) {
                others.add(name);
            }
        });
        warnOfServer(others, warnings);
        return SoketiApps.read(fields);
    }

    private static ImportedApp reverb(Map<String, String> variables, List<String> warnings) {
        ObjectNode fields = withId(AppFileReader.fields(variables, "REVERB_APP_"));
        ObjectNode limiting = JsonNodeFactory.instance.objectNode();
        for (String name : List.of(
                "rate_limiting_enabled",
                "rate_limit_max_attempts",
                "rate_limit_decay_seconds",
                "rate_limit_terminate")) {
            if (fields.has(name)) {
                limiting.set(name.equals("rate_limiting_enabled") ? "enabled" : name, fields.remove(name));
            }
        }
        if (!limiting.isEmpty()) {
            fields.set("rate_limiting", limiting);
        }
        warnOfServer(
                variables.keySet().stream()
                        .filter(it -> it.startsWith(REVERB) && !it.startsWith("REVERB_APP_"))
                        .toList(),
                warnings);
        return ReverbApps.read(fields);
    }

    private static ObjectNode withId(ObjectNode fields) {
        if (fields.has("id")) {
            fields.set("app_id", fields.remove("id"));
        }
        return fields;
    }

    private static void warnOfServer(List<String> names, List<String> warnings) {
        if (!names.isEmpty()) {
            warnings.add(
                    "Not imported, because these are settings of the server or addresses: %s. See docs/migrating.md."
                            .formatted(String.join(", ", names)));
        }
    }
}
