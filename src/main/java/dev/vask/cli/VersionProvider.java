package dev.vask.cli;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Reads the version from the file that the build writes. */
@RegisterForReflection
final class VersionProvider implements IVersionProvider {

    private static final String FILE = "/META-INF/vask-build.properties";

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"vask " + version()};
    }

    private static String version() throws IOException {
        try (InputStream file = VersionProvider.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IOException("The build has no %s. Build Vask with 'make build'.".formatted(FILE));
            }
            Properties build = new Properties();
            build.load(file);
            return build.getProperty("version");
        }
    }
}
