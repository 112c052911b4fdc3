package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code .mvn/jdk.sh} finds or downloads a JDK. */
class JdkScriptTest {

    /** The tools on the PATH of the script, without Java. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "curl",
            "tar",
            "gzip",
            "sha256sum",
            "shasum",
            "mkdir",
            "mv",
            "rm",
            "rmdir",
            "uname",
            "sed",
            "cut",
            "tr",
            "ldd",
            "dirname",
            "readlink");

    @TempDir
    private Path folder;

    private Path checkout;
    private HttpServer server;
    private byte[] archive = {};
    private int downloads;

    private record Result(int status, List<String> lines) {}

    @BeforeEach
    void set_up() throws IOException, InterruptedException {
        checkout = Files.createDirectories(folder.resolve("checkout"));
        for (String script : List.of(".mvn/jdk.sh", "src/main/jvm/jdk.sh")) {
            Files.createDirectories(checkout.resolve(script).getParent());
            Files.copy(Path.of(script), checkout.resolve(script));
        }
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            for (String directory : List.of("/usr/bin", "/bin")) {
                Path there = Path.of(directory, tool);
                if (Files.isExecutable(there) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), there);
                }
            }
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jdk.tar.gz", exchange -> {
            downloads++;
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
            exchange.close();
        });
        server.start();
        archive = archive(jdk(folder.resolve("packed/jdk-25.0.4+7"), "25.0.4"));
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void a_jdk_is_downloaded_once() throws Exception {
        Map<String, String> mirror = Map.of("VASK_JDK_URL", url(), "VASK_JDK_SHA256", sha256(archive));

        Result first = run(mirror);
        Result second = run(mirror);

        String home = checkout.resolve(".jdk/temurin-25.0.4+7").toString();
        assertThat(first.status()).isZero();
        assertThat(first.lines())
                .containsExactly(
                        "No JDK 25 found. Downloading Eclipse Temurin 25.0.4+7 into .jdk (VASK_JDK_DOWNLOAD=no prevents this): "
                                + url(),
                        home);
        assertThat(second.lines()).containsExactly(home);
        assertThat(downloads).isEqualTo(1);
        assertThat(checkout.resolve(".jdk")).isDirectoryNotContaining("glob:**part*");
    }

    @Test
    void a_wrong_checksum_is_an_error_that_leaves_nothing_behind() throws Exception {
        Result result = run(Map.of("VASK_JDK_URL", url(), "VASK_JDK_SHA256", "0".repeat(64)));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines())
                .contains("Wrong checksum of %s: expected SHA-256 %s, found %s."
                        .formatted(url(), "0".repeat(64), sha256(archive)))
                .endsWith("Install JDK 25 (for example from https://adoptium.net), or set JAVA_HOME.");
        assertThat(checkout.resolve(".jdk")).doesNotExist();
    }

    @Test
    void the_pinned_checksum_holds_for_a_mirror_too() throws Exception {
        Result result = run(Map.of("VASK_JDK_URL", url()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines()).anyMatch(line -> line.startsWith("Wrong checksum of " + url()));
    }

    @Test
    void no_network_is_an_error_that_says_what_to_do() throws Exception {
        server.stop(0);

        Result result = run(Map.of("VASK_JDK_URL", url()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines())
                .contains("Cannot download %s.".formatted(url()))
                .endsWith("Install JDK 25 (for example from https://adoptium.net), or set JAVA_HOME.");
        assertThat(checkout.resolve(".jdk")).doesNotExist();
    }

    @Test
    void an_archive_that_is_no_jdk_is_an_error() throws Exception {
        archive = archive(jdk(folder.resolve("other/jdk-17"), "17.0.1"));

        Result result = run(Map.of("VASK_JDK_URL", url(), "VASK_JDK_SHA256", sha256(archive)));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines()).contains("The archive from %s is not a JDK 25.".formatted(url()));
    }

    @Test
    void a_download_can_be_prevented() throws Exception {
        Result result = run(Map.of("VASK_JDK_DOWNLOAD", "no", "VASK_JDK_URL", url()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.lines())
                .containsExactly(
                        "No JDK 25 found in JAVA_HOME, on the PATH or in the usual directories.",
                        "Install JDK 25 (for example from https://adoptium.net), or set JAVA_HOME.");
        assertThat(downloads).isZero();
    }

    @Test
    void an_installed_jdk_is_preferred_and_one_of_another_version_is_not_used() throws Exception {
        Path older = jdk(folder.resolve("jdk-17"), "17.0.1");
        Path right = jdk(folder.resolve("jdk-25"), "25");

        Result result = run(Map.of("JAVA_HOME", older.toString(), "VASK_JDK_DIRECTORIES", older + " " + right));

        assertThat(result.lines()).containsExactly(right.toString());
    }

    private Result run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", ". ./.mvn/jdk.sh && echo \"$JAVA_HOME\"")
                .directory(checkout.toFile())
                .redirectErrorStream(true);
        Map<String, String> all = new HashMap<>(Map.of(
                "PATH", folder.resolve("tools").toString(), "HOME", folder.toString(), "VASK_JDK_DIRECTORIES", ""));
        all.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(all);
        Process process = builder.start();
        try (BufferedReader output = process.inputReader()) {
            List<String> lines =
                    output.lines().filter(line -> !line.startsWith("curl:")).toList();
            return new Result(process.waitFor(), lines);
        }
    }

    private String url() {
        return "http://127.0.0.1:%d/jdk.tar.gz".formatted(server.getAddress().getPort());
    }

    /** A directory that looks like a JDK. */
    private static Path jdk(Path home, String version) throws IOException {
        Path javac = Files.createDirectories(home.resolve("bin")).resolve("javac");
        Files.writeString(javac, "#!/bin/sh\n");
        Files.setPosixFilePermissions(javac, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return home;
    }

    private static byte[] archive(Path home) throws IOException, InterruptedException {
        Path file = home.resolveSibling("jdk.tar.gz");
        Process tar = new ProcessBuilder(
                        "tar",
                        "-czf",
                        file.toString(),
                        "-C",
                        home.getParent().toString(),
                        home.getFileName().toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        return Files.readAllBytes(file);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
