package dev.vask.console;

import io.quarkus.runtime.LaunchMode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of the console, which the build puts into the folder {@code console} of the class path. Each is read on its first use. */
@Singleton
final class ConsoleFiles {

    private static final String FOLDER = "console/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,60}\\.(?:html|js|css|svg)");

    private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();

    /** The file with this name; null if there is no such file. */
    @Nullable
    ConsoleFile find(String name) {
        if (!NAME.matcher(name).matches()) {
            return null;
        }
        ConsoleFile known = files.get(name);
        if (known != null) {
            return known;
        }
        ConsoleFile read = read(name);
        if (read != null && LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            files.put(name, read);
        }
        return read;
    }

    private static @Nullable ConsoleFile read(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream file = loader.getResourceAsStream(FOLDER + name)) {
            return file == null ? null : ConsoleFile.of(name, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + FOLDER + name, e);
        }
    }
}
