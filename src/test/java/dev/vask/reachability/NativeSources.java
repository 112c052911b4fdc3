package dev.vask.reachability;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The configuration for native-image: from Quarkus, in {@code target/native-sources}, and from the libraries, in their jars.
 *
 * @param classes   names of the classes that are registered for reflection
 * @param resources patterns of the names of resources that are included
 * @param jars      the class path
 */
record NativeSources(Set<String> classes, List<Pattern> resources, List<Path> jars) {

    private static final Path FOLDER = Path.of("target/native-sources");
    private static final Path CLASSES = Path.of("target/classes");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Lets Quarkus generate them, in a separate process. */
    static NativeSources generate() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of("mvnw").toAbsolutePath().toString(),
                        "-B",
                        "-ntp",
                        "-q",
                        "-o",
                        "-Pnative",
                        "-Dquarkus.native.sources-only=true",
                        "quarkus:build")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/native-sources.log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process maven = builder.start();
        if (!maven.waitFor(10, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            maven.destroyForcibly();
            throw new AssertionError(Files.readString(Path.of("target/native-sources.log")));
        }
        return read();
    }

    private static NativeSources read() throws IOException {
        Set<String> classes = new HashSet<>();
        Set<String> resources = new HashSet<>();
        List<Path> jars;
        try (Stream<Path> found = Files.walk(FOLDER)) {
            jars = found.filter(it -> it.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (var entry : file.stream()
                        .filter(it -> it.getName().startsWith("META-INF/native-image/"))
                        .toList()) {
                    if (entry.getName().endsWith("/reflect-config.json")) {
                        JSON.readTree(file.getInputStream(entry))
                                .forEach(type -> classes.add(type.path("name").asText()));
                    } else if (entry.getName().endsWith("/resource-config.json")) {
                        resources.addAll(patterns(JSON.readTree(file.getInputStream(entry))));
                    }
                }
            }
        }
        return new NativeSources(
                classes, resources.stream().map(Pattern::compile).toList(), jars);
    }

    private static Set<String> patterns(JsonNode configuration) {
        JsonNode included = configuration.at("/resources/includes");
        return Stream.of(included, configuration.path("resources"))
                .flatMap(list -> list.isArray() ? list.findValuesAsText("pattern").stream() : Stream.empty())
                .collect(toSet());
    }

    boolean includes(String resource) {
        return resources.stream().anyMatch(it -> it.matcher(resource).matches());
    }

    /** The providers of a service in all jars; empty if there are none. */
    Set<String> providers(String service) throws IOException {
        Set<String> providers = new HashSet<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                var entry = file.getJarEntry("META-INF/services/" + service);
                if (entry != null) {
                    new String(file.getInputStream(entry).readAllBytes())
                            .lines()
                            .map(line -> line.replaceAll("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .forEach(providers::add);
                }
            }
        }
        return providers;
    }

    /** Whether it is a resource of the product, and not of a library. */
    static boolean isVask(String resource) {
        return Files.isRegularFile(CLASSES.resolve(resource)) && !resource.endsWith(".class");
    }
}
