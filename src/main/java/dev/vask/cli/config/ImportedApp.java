package dev.vask.cli.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * An app of a configuration file.
 *
 * @param key      the app key; empty if the file has none
 * @param settings the body of a PUT to the admin API
 * @param warnings settings that Vask does not have or that mean something else
 */
public record ImportedApp(String key, ObjectNode settings, List<String> warnings) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "ImportedApp[key=%s, warnings=%s]".formatted(key, warnings);
    }
}
