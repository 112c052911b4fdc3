package dev.vask.apps;

import org.jspecify.annotations.Nullable;

/**
 * One app as a JSON object: the fields with which the admin API creates an app, with the same names, defaults and constraints, and
 * its {@code secrets}.
 */
public interface AppSettingsFormat {

    /**
     * Reads an app. Its key and at least one secret that does not expire are required.
     *
     * @param json   a JSON object
     * @param before the current app with this key, or null; secrets that it has keep their time of creation
     * @throws InvalidAppException if fields are invalid, missing or unknown; it has them all
     */
    App read(String json, @Nullable App before);

    /** The JSON object of an app, without fields that have their default. It contains secrets and the values of webhook headers. */
    String write(App app);
}
