package dev.vask.settings;

import dev.vask.settings.GivenSetting.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the settings before Quarkus starts, in a few milliseconds: unknown names, values of the wrong form, files of secrets, and
 * stores that would not be used. What one setting means for another is checked by the part that uses it.
 */
public final class SettingsCheck {

    private static final Pattern PROPERTY = Pattern.compile("\\bvask\\.[a-z][a-z.-]*[a-z]");
    private static final Pattern USER_OF_ADDRESS = Pattern.compile("//[^/]*@");
    private static final String PREFIX = "vask.";
    private static final String VARIABLE_PREFIX = "VASK_";
    private static final int MAX_QUOTE = 60;
    private static final List<String> STORES = List.of("vask.database.url", "vask.redis.url", "vask.redis.url-file");

    private final KnownSettings known;
    private final List<GivenSetting> given;

    /** Each setting as it was given; if several times, where Quarkus takes it from. */
    private final Map<String, GivenSetting> effective = new HashMap<>();

    private SettingsCheck(KnownSettings known, List<GivenSetting> given) {
        this.known = known;
        this.given = given;
        given.stream()
                .sorted(Comparator.comparing(GivenSetting::origin).reversed())
                .filter(it -> !it.value().isEmpty())
                .forEach(it -> {
                    Setting setting = known.find(it.name());
                    if (setting != null) {
                        effective.put(setting.name(), it);
                    }
                });
    }

    /**
     * Reads what is set for this process.
     *
     * @param mappings the config mappings that declare the settings
     * @throws SettingsException if a file with settings cannot be read
     */
    public static SettingsCheck ofProcess(Collection<Class<?>> mappings) {
        return of(mappings, System.getenv(), System.getProperties(), Path.of("").toAbsolutePath());
    }

    static SettingsCheck of(
            Collection<Class<?>> mappings, Map<String, String> environment, Properties system, Path directory) {
        return new SettingsCheck(KnownSettings.of(mappings), GivenSettings.read(environment, system, directory));
    }

    /**
     * Checks all settings.
     *
     * @throws SettingsException with a line for each problem
     */
    public void run() {
        List<String> problems = new ArrayList<>();
        given.stream()
                .sorted(Comparator.comparing(GivenSetting::name))
                .map(this::problem)
                .filter(Objects::nonNull)
                .forEach(problems::add);
        SecretFile.ALL.forEach(secret -> addIfPresent(problems, problem(secret)));
        addIfPresent(problems, unusedStores());
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private static void addIfPresent(List<String> problems, @Nullable String problem) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    private @Nullable String problem(GivenSetting it) {
        Setting setting = known.find(it.name());
        if (setting != null) {
            return misplaced(it, setting) ? asProperty(it, setting) : wrongValue(it, setting);
        }
        if (!concernsVask(it) || KnownSettings.TOOL_VARIABLES.contains(it.name())) {
            return null;
        }
        return ServiceLinks.isOne(it.name(), it.value()) ? null : unknown(it);
    }

    private static boolean concernsVask(GivenSetting it) {
        String name = it.name().replaceFirst("^%[^.]+\\.", "");
        return name.startsWith(PREFIX) || name.toUpperCase(Locale.ROOT).startsWith(VARIABLE_PREFIX);
    }

    /** Quarkus reads environment variables from the environment and from .env only. */
    private static boolean misplaced(GivenSetting it, Setting setting) {
        boolean isVariable = !it.name().contains(".");
        return isVariable
                && setting.name().startsWith(PREFIX)
                && (it.origin() == Origin.FILE || it.origin() == Origin.SYSTEM_PROPERTY);
    }

    private static String asProperty(GivenSetting it, Setting setting) {
        return "Unknown setting %s: this is the name of an environment variable. Write %s here."
                .formatted(it.label(), setting.name());
    }

    private String unknown(GivenSetting it) {
        String message = "Unknown setting %s.".formatted(it.label());
        Optional<String> nearest = NearestName.of(
                it.name().contains(".") ? it.name() : it.name().toUpperCase(Locale.ROOT), known.namesLike(it.name()));
        return message
                + nearest.map(" Did you mean %s?"::formatted).orElse(" docs/configuration.md lists all settings.");
    }

    private static @Nullable String wrongValue(GivenSetting it, Setting setting) {
        String value = it.value().strip();
        if (!it.isLiteral()) {
            return null;
        }
        if (it.origin() == Origin.DOT_ENV && value.length() > 1 && isQuoted(value)) {
            return "Invalid value for %s: the quotes would be part of the value. Remove them.".formatted(it.label());
        }
        if (value.isEmpty()) {
            return setting.optional()
                    ? null
                    : "Invalid value for %s: is empty, must be %s. Remove the setting for the default."
                            .formatted(it.label(), setting.type().form());
        }
        String problem = setting.type().problem(value);
        if (problem == null) {
            return null;
        }
        return "Invalid value for %s: '%s', %s.%s"
                .formatted(
                        it.label(),
                        quote(value),
                        problem,
                        ServiceLinks.isAddress(value)
                                ? " Kubernetes sets this variable for a Service of that name; set enableServiceLinks: false."
                                : "");
    }

    private static boolean isQuoted(String value) {
        char first = value.charAt(0);
        return (first == '"' || first == '\'') && value.charAt(value.length() - 1) == first;
    }

    /** A value for a message: short, printable, and without the user and the password of an address. */
    static String quote(String value) {
        String bare = USER_OF_ADDRESS.matcher(value).replaceAll("//");
        String truncated = bare.length() <= MAX_QUOTE ? bare : bare.substring(0, MAX_QUOTE) + "...";
        return truncated.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private @Nullable String problem(SecretFile secret) {
        GivenSetting file = effective.get(secret.fileSetting());
        if (file == null || !file.isLiteral()) {
            return null;
        }
        GivenSetting value = effective.get(secret.setting());
        if (value != null) {
            return "%s and %s are both set. Remove one of them.".formatted(value.label(), file.label());
        }
        try {
            SecretFile.read(Path.of(file.value()));
            return null;
        } catch (IOException | InvalidPathException e) {
            return "Invalid value for %s: the file '%s' %s. Set it to a file that contains only the value."
                    .formatted(
                            file.label(),
                            quote(file.value()),
                            e instanceof IOException ? e.getMessage() : "cannot be read");
        }
    }

    /** Stores of a cluster that a standalone server would ignore, with its apps and its state in memory. */
    private @Nullable String unusedStores() {
        if (effective.containsKey("vask.mode")) {
            return null;
        }
        return STORES.stream()
                .map(effective::get)
                .filter(Objects::nonNull)
                .findFirst()
                .map(store ->
                        ("%s is set, but vask.mode is not: a standalone server would keep everything in memory. Set"
                                        + " VASK_MODE=cluster to use the stores, or VASK_MODE=standalone to ignore them.")
                                .formatted(store.label()))
                .orElse(null);
    }

    /**
     * A message about settings, in which each setting that was given as an environment variable has the name of that variable.
     */
    public String asGiven(String message) {
        return PROPERTY.matcher(message).replaceAll(this::label);
    }

    private String label(MatchResult property) {
        GivenSetting it = effective.get(property.group());
        return it == null || it.name().contains(".") ? property.group() : it.name();
    }

    /**
     * Checks that temporary files can be written, as Vert.x does when it starts.
     *
     * @throws SettingsException if not
     */
    public static void temporaryDirectory() {
        Path directory = Path.of(Objects.requireNonNull(System.getProperty("java.io.tmpdir")));
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "vask", null));
        } catch (IOException e) {
            throw new SettingsException(
                    "Cannot write to the temporary directory '%s'. Make it writable, or set java.io.tmpdir to another directory (with the launcher: JVM_OPTIONS=-Djava.io.tmpdir=/path)."
                            .formatted(quote(directory.toString())));
        }
    }
}
