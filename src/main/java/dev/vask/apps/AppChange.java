package dev.vask.apps;

import java.util.Optional;

/**
 * An app was created, changed or deleted, by any node or by hand. Observed as a CDI event.
 *
 * @param key its key
 * @param now the app as it stands, empty if it is gone
 */
public record AppChange(String key, Optional<App> now) {}
