package dev.vask;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The release workflow and its scripts. */
class ReleaseTest {

    private static final JsonNode WORKFLOW =
            Manifests.documents(Path.of(".github/workflows/release.yml")).getFirst();
    private static final String NAME = "terraform-provider-vask_1.2.3_";

    private record Result(int status, String output) {}

    @TempDir
    Path folder;

    @Test
    void the_notes_are_the_section_of_the_changelog() throws Exception {
        changelog("""
                # Changelog
                ## [Unreleased]
                - Not yet.

                ## [1.2.3] - 2026-01-31

                ### Added

                - This.

                ## [1.2.2] - 2026-01-01
                - Before.

                [Unreleased]: https://example.com
                """);

        assertThat(run("release-notes", "1.2.3").output()).isEqualTo("### Added\n\n- This.\n");
        assertThat(run("release-notes", "1.2.2").output()).isEqualTo("- Before.\n");
    }

    @Test
    void a_version_without_notes_is_not_released() throws Exception {
        changelog("# Changelog\n\n## [1.2.30]\n- Another.\n\n## [1.2.3]\n\n## [1.0.0]\n- Old.\n");

        assertThat(run("release-notes", "1.2.3").status()).isEqualTo(1);
        assertThat(run("release-notes", "9.9.9").output()).contains("no section \"## [9.9.9]\"");
    }

    @Test
    void the_version_of_the_tag_is_that_of_the_poms() throws Exception {
        poms("1.2.3", "1.2.3");

        assertThat(run("release-version", "v1.2.3")).isEqualTo(new Result(0, "1.2.3\n"));
        assertThat(run("release-version", "v1.2.4").output())
                .isEqualTo("pom.xml has version 1.2.3, the tag is v1.2.4\n");
    }

    @Test
    void the_poms_have_the_same_version() throws Exception {
        poms("1.2.3", "1.2.2");

        assertThat(run("release-version", "v1.2.3").output())
                .isEqualTo("terraform/provider/pom.xml has version 1.2.2, the tag is v1.2.3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "v1.2", "vnext", "v1.2.3; true"})
    void a_tag_of_another_form_is_rejected(String tag) throws Exception {
        poms("1.2.3", "1.2.3");

        assertThat(run("release-version", tag)).isEqualTo(new Result(1, tag + " is not a tag like v1.2.3\n"));
    }

    @Test
    void the_provider_is_packed_as_the_registry_expects() throws Exception {
        assumeTrue(
                isInstalled("zip") || System.getenv("GITHUB_ACTIONS") != null,
                "The zips are not tested: no zip on the PATH");
        Path launcher = Files.createDirectories(folder.resolve("dist/lib")).getParent();
        Files.writeString(launcher.resolve("terraform-provider-vask"), "launcher");
        assertThat(launcher.resolve("terraform-provider-vask").toFile().setExecutable(true))
                .isTrue();
        Files.writeString(launcher.resolve("lib/provider.jar"), "jar");
        Files.writeString(launcher.resolve("lib/terraform-provider-vask.aot"), "cache");
        Path executable = Files.writeString(folder.resolve("executable"), "native");
        Path out = folder.resolve("out");

        Result packed = run("provider-zips", "1.2.3", out.toString(), launcher.toString(), "linux_amd64=" + executable);

        assertThat(packed).isEqualTo(new Result(0, ""));
        assertThat(out)
                .isDirectoryContaining("glob:**" + NAME + "SHA256SUMS")
                .isDirectoryContaining("glob:**" + NAME + "manifest.json");
        assertThat(entries(out, "linux_amd64")).containsExactly("terraform-provider-vask_v1.2.3");
        assertThat(content(out, "linux_amd64")).isEqualTo("native");
        assertThat(entries(out, "darwin_arm64"))
                .containsExactlyInAnyOrder("lib/", "lib/provider.jar", "terraform-provider-vask_v1.2.3");
        assertThat(content(out, "darwin_arm64")).isEqualTo("launcher");
        assertThat(new ObjectMapper()
                        .readTree(out.resolve(NAME + "manifest.json").toFile())
                        .at("/metadata/protocol_versions/0")
                        .asText())
                .isEqualTo("6.0");
        assertSumsAreRight(out);
    }

    private static void assertSumsAreRight(Path out) throws Exception {
        List<String> sums = Files.readAllLines(out.resolve(NAME + "SHA256SUMS"));
        assertThat(sums).hasSize(5);
        for (String line : sums) {
            String[] pair = line.split(" +");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(out.resolve(pair[1])));
            assertThat(pair[0]).isEqualTo(HexFormat.of().formatHex(digest));
        }
    }

    @Test
    void nothing_is_published_before_all_tests_have_passed() {
        assertThat(needs("images")).contains("jvm", "native");
        assertThat(needs("manifests")).contains("images");
        assertThat(needs("chart")).contains("manifests");
        assertThat(needs("release")).contains("manifests", "chart");
        assertThat(WORKFLOW.at("/jobs/jvm/steps").findValuesAsText("run")).contains("make test");
        assertThat(WORKFLOW.at("/jobs/native/steps").findValuesAsText("run"))
                .contains("make native", "make provider-native");
    }

    @Test
    void only_jobs_that_publish_may_write() {
        WORKFLOW.path("jobs").properties().forEach(job -> {
            boolean publishes =
                    List.of("images", "manifests", "chart", "release").contains(job.getKey());
            assertThat(job.getValue().has("permissions")).as(job.getKey()).isEqualTo(publishes);
        });
    }

    @Test
    void images_are_named_by_one_variable_and_have_sbom_and_provenance() {
        assertThat(WORKFLOW.at("/env/REGISTRY").asText()).startsWith("ghcr.io/");
        assertThat(WORKFLOW.path("jobs").toString()).doesNotContain("ghcr.io/");
        assertThat(WORKFLOW.at("/jobs/images/strategy/matrix/include").findValuesAsText("image"))
                .containsExactly("vask", "vask", "vask-native", "vask-native");
        JsonNode build = WORKFLOW.at("/jobs/images/steps")
                .valueStream()
                .filter(step -> step.path("uses").asText().startsWith("docker/build-push-action"))
                .findFirst()
                .orElseThrow()
                .path("with");
        assertThat(build.path("provenance").asText()).isEqualTo("mode=max");
        assertThat(build.path("sbom").asBoolean()).isTrue();
        assertThat(WORKFLOW.at("/jobs/release/steps").findValuesAsText("uses"))
                .anyMatch(uses -> uses.startsWith("actions/attest-build-provenance"));
    }

    private static List<String> needs(String job) {
        return WORKFLOW.path("jobs")
                .path(job)
                .path("needs")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private void changelog(String text) throws IOException {
        Files.writeString(folder.resolve("CHANGELOG.md"), text);
    }

    private void poms(String server, String provider) throws IOException {
        String pom = "<project>%n  <version>%s</version>%n  <x>%n    <version>7</version>%n  </x>%n</project>%n";
        Files.writeString(folder.resolve("pom.xml"), pom.formatted(server));
        Files.writeString(
                Files.createDirectories(folder.resolve("terraform/provider")).resolve("pom.xml"),
                pom.formatted(provider));
    }

    /** Runs a script of {@code .ci} with the folder of this test as the checkout. */
    private Result run(String script, String... arguments) throws IOException, InterruptedException {
        Path copy = Files.createDirectories(folder.resolve(".ci")).resolve(script);
        Files.writeString(copy, Files.readString(Path.of(".ci", script)));
        List<String> command = Stream.concat(Stream.of("bash", copy.toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static List<String> entries(Path out, String platform) throws IOException {
        try (ZipFile zip = new ZipFile(out.resolve(NAME + platform + ".zip").toFile())) {
            return zip.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String content(Path out, String platform) throws IOException {
        try (ZipFile zip = new ZipFile(out.resolve(NAME + platform + ".zip").toFile());
                InputStream content = zip.getInputStream(zip.getEntry("terraform-provider-vask_v1.2.3"))) {
            return new String(content.readAllBytes(), UTF_8);
        }
    }
}
