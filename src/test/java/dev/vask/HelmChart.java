package dev.vask;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The chart, rendered by Helm itself. */
final class HelmChart {

    static final Path CHART = Path.of("infra/helm/vask");

    /** The same chart, but the Job is not a hook: Helm's library does not render hooks. */
    private static final Path WITHOUT_HOOKS = Path.of("target/helm/vask");

    private static final Map<Map<String, String>, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

    private HelmChart() {}

    /** Whether this machine is one for which the build has Helm's native code. */
    static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }

    /** The objects of a release "vask" in the namespace "realtime", with values like {@code --set}. */
    static List<JsonNode> render(Map<String, String> values) {
        return RENDERED.computeIfAbsent(values, it -> {
            copyWithoutHooks();
            TemplateCommand template =
                    new Helm(WITHOUT_HOOKS).template().withName("vask").withNamespace("realtime");
            it.forEach(template::set);
            return Manifests.parse(template.call());
        });
    }

    static Helm helm() {
        return new Helm(CHART);
    }

    private static synchronized void copyWithoutHooks() {
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = WITHOUT_HOOKS.resolve(CHART.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replaceAll("(?m)^ *helm[.]sh/hook.*\\R", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
