package dev.vask.settings;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Gives settings the values in the files of {@link SecretFile}. Registered in {@code META-INF/services}. */
public final class SecretFileSource implements ConfigSourceFactory {

    /** Below environment variables and {@code .env}, above {@code application.properties}. Both at once are rejected before. */
    private static final int ORDINAL = 290;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Map<String, String> values = new HashMap<>();
        for (SecretFile secret : SecretFile.ALL) {
            ConfigValue file = context.getValue(secret.fileSetting());
            if (file != null && file.getValue() != null && !file.getValue().isEmpty()) {
                values.put(secret.setting(), read(secret, file.getValue()));
            }
        }
        return values.isEmpty() ? List.of() : List.of(new PropertiesConfigSource(values, "secret files", ORDINAL));
    }

    private static String read(SecretFile secret, String file) {
        try {
            return SecretFile.read(Path.of(file)).replace("$", "\\$"); // a value is not an expression
        } catch (IOException e) {
            throw new IllegalArgumentException("%s: '%s' %s".formatted(secret.fileSetting(), file, e.getMessage()), e);
        }
    }
}
