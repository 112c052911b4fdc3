package dev.vask.terraform.nativeimage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.GeneratedMessageLite;
import dev.vask.terraform.plugin.PluginHost;
import dev.vask.terraform.vask.FakeServer;
import dev.vask.terraform.wire.GetProviderSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Everything that is looked up at run time is registered for the native executable, as far as this is known without compiling it. */
class NativeImageTest {

    private final ReachabilityMetadata metadata;

    NativeImageTest() throws IOException {
        metadata = ReachabilityMetadata.read();
    }

    @Test
    void all_lookups_of_a_session_are_registered() throws Exception {
        assertThat(metadata.entries()).containsAll(lookedUp());
    }

    private static Set<String> lookedUp() throws Exception {
        TracingClassLoader loader = new TracingClassLoader();
        PluginHost host = PluginHost.create();
        try (FakeServer server = new FakeServer()) {
            host.connect(start(loader, host.environment()), channel -> new ProviderSession(channel).run(server.url()));
        }
        assertThat(loader.found()).contains("dev.vask.terraform.wire.DynamicValue.msgpack_");
        return loader.found();
    }

    @SuppressWarnings("unchecked")
    private static String start(ClassLoader loader, Map<String, String> environment)
            throws ReflectiveOperationException {
        return ((Function<Map<String, String>, String>) loader.loadClass(PluginStarter.class.getName())
                        .getConstructor()
                        .newInstance())
                .apply(environment);
    }

    @Test
    void every_message_is_registered_with_its_fields() throws Exception {
        List<String> registered = metadata.reflection().stream()
                .filter(ReachabilityMetadata.Type::allDeclaredFields)
                .map(ReachabilityMetadata.Type::type)
                .filter(name -> name.startsWith(GetProviderSchema.class.getPackageName()))
                .toList();

        assertThat(registered).containsExactlyInAnyOrderElementsOf(messages());
    }

    private static List<String> messages() throws Exception {
        Path classes = Path.of(GetProviderSchema.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .filter(NativeImageTest::isMessage)
                    .toList();
        }
    }

    private static boolean isMessage(String name) {
        try {
            return GeneratedMessageLite.class.isAssignableFrom(
                    Class.forName(name, false, NativeImageTest.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void every_registered_name_exists() {
        assertThat(metadata.reflection()).allSatisfy(type -> assertThat(type.all())
                .containsAll(type.entries().toList()));
    }
}
