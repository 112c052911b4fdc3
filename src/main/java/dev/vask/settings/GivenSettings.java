package dev.vask.settings;

import dev.vask.settings.GivenSetting.Origin;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The settings that the operator gave, from all places that Quarkus reads them from. */
final class GivenSettings {

    private static final String DOT_ENV = ".env";
    private static final String FILE = "config/application.properties";

    private GivenSettings() {}

    /**
     * Reads them.
     *
     * @param directory the working directory, with {@code .env} and {@code config/application.properties}, if they exist
     * @throws SettingsException if a file cannot be read
     */
    static List<GivenSetting> read(Map<String, String> environment, Properties system, Path directory) {
        List<GivenSetting> all = new ArrayList<>();
        environment.forEach((name, value) -> all.add(new GivenSetting(name, value, Origin.ENVIRONMENT)));
        add(all, system, Origin.SYSTEM_PROPERTY);
        add(all, file(directory, DOT_ENV), Origin.DOT_ENV);
        add(all, file(directory, FILE), Origin.FILE);
        return all;
    }

    private static void add(List<GivenSetting> all, Properties properties, Origin origin) {
        for (String name : properties.stringPropertyNames()) {
            all.add(new GivenSetting(name, properties.getProperty(name), origin));
        }
    }

    private static Properties file(Path directory, String name) {
        Properties properties = new Properties();
        Path file = directory.resolve(name);
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new SettingsException("Cannot read the settings in %s (%s). Write lines of the form NAME=value."
                        .formatted(name, e.getMessage()));
            }
        }
        return properties;
    }
}
