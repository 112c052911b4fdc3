package dev.vask.cli.config;

import java.util.List;

/**
 * The content of a configuration file.
 *
 * @param apps     at least one
 * @param warnings about settings that do not belong to an app
 */
public record AppFile(List<ImportedApp> apps, List<String> warnings) {}
