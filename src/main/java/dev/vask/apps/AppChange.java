package dev.vask.apps;

import java.util.Optional;

/**
 * An app was created, changed or deleted, by any node or by hand. Observed as a CDI event.
 *
 * @param key the key of the app
 * @param now the current settings, empty if the app was deleted
 */
public record AppChange(String key, Optional<App> now) {}
