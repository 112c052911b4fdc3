package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The content of the built jar. */
class JarIT {

    private static final List<String> UNUSED = List.of(
            "org/glassfish/jaxb/",
            "com/sun/istack/",
            "org/eclipse/angus/",
            "jakarta/jms/",
            "lib/linux-x86_64/libbrotli",
            "lib/linux-aarch64/libbrotli");

    @Test
    void it_has_no_unused_libraries() throws IOException {
        assumeTrue(System.getProperty("vask.test.binary") == null, "an executable is no jar");
        Path jar = Path.of(System.getProperty("vask.test.jar", "target/quarkus-app/quarkus-run.jar"));
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream().map(entry -> entry.getName()))
                    .anyMatch(name -> name.startsWith("dev/vask/"))
                    .noneMatch(name -> UNUSED.stream().anyMatch(name::startsWith));
        }
    }
}
