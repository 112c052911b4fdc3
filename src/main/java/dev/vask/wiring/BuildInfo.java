package dev.vask.wiring;

import dev.vask.meters.Meters;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What is running, as the metric {@code vask_build_info}. */
@Singleton
final class BuildInfo {

    private static final String FILE = "META-INF/vask-build.properties";
    private static final String UNKNOWN = "unknown";

    private final String version;

    BuildInfo(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    void register(@Observes StartupEvent event, Meters meters, VaskConfig config) {
        meters.registerInfo(
                "vask.build.info",
                "1, with the version, the revision, the mode, the role and the runtime (jvm or native) as labels",
                Map.of(
                        "version", version,
                        "revision", revision(),
                        "mode", config.mode().name().toLowerCase(Locale.ROOT),
                        "role", config.role().name().toLowerCase(Locale.ROOT),
                        "runtime", ImageMode.current() == ImageMode.JVM ? "jvm" : "native"));
    }

    /** The commit that the build was made from, if the build was given it as {@code vask.revision}. */
    private static String revision() {
        Properties build = new Properties();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = Objects.requireNonNull(loader.getResourceAsStream(FILE), FILE + " is missing")) {
            build.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + FILE, e);
        }
        String revision = build.getProperty("revision", "");
        return revision.isBlank() || revision.contains("@") ? UNKNOWN : revision;
    }
}
