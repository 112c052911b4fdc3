package dev.vask;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Required project files, and pinned versions of everything that the build downloads. */
class ProjectFilesTest {

    private static final String APACHE_2_0 = "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30";
    private static final Pattern USES = Pattern.compile("(?m)^\\s*(?:- )?uses: *([\\w.-]+/[\\w./-]+)@(.+?)\\s*$");
    private static final String COMMIT_AND_VERSION = "[0-9a-f]{40} # v\\d+(\\.\\d+)*";
    private static final Pattern BASE = Pattern.compile("(?m)^FROM (\\S+[:@]\\S+)");
    private static final String DIGEST = ".+@sha256:[0-9a-f]{64}";

    /** Dependencies whose commit or digest could not be confirmed by a second source. */
    private static final Set<String> NOT_PINNED = Set.of(
            "actions/attest-build-provenance",
            "actions/download-artifact",
            "graalvm/setup-graalvm",
            "quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-25",
            "quay.io/quarkus/ubi9-quarkus-micro-image:2.0");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LICENSE",
                "NOTICE",
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "CHANGELOG.md",
                "CODE_OF_CONDUCT.md",
                ".editorconfig",
                ".github/dependabot.yml",
                ".github/pull_request_template.md",
                ".github/ISSUE_TEMPLATE/bug.yml",
                ".github/ISSUE_TEMPLATE/feature.yml",
                ".github/ISSUE_TEMPLATE/config.yml",
                "docs/README.md",
                "docs/protocol.md",
            })
    void a_project_file_exists(String file) {
        assertThat(Path.of(file)).isNotEmptyFile();
    }

    @Test
    void the_licence_is_the_unmodified_apache_licence() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of("LICENSE")));

        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(APACHE_2_0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "terraform/provider/pom.xml"})
    void a_pom_names_licence_source_and_developers(String pom) throws IOException {
        assertThat(Files.readString(Path.of(pom))).contains("<name>Apache-2.0</name>", "<scm>", "<developers>");
    }

    @Test
    void the_changelog_begins_with_what_is_not_released() throws IOException {
        assertThat(Pattern.compile("(?m)^## .*")
                        .matcher(Files.readString(Path.of("CHANGELOG.md")))
                        .results()
                        .map(MatchResult::group))
                .first()
                .isEqualTo("## [Unreleased]");
    }

    @Test
    void an_action_is_pinned_to_a_commit_with_its_version_beside_it() throws IOException {
        assertThat(found(".github/workflows", USES))
                .isNotEmpty()
                .filteredOn(it -> !NOT_PINNED.contains(it.group(1)))
                .allSatisfy(it -> assertThat(it.group(2)).as(it.group(1)).matches(COMMIT_AND_VERSION));
    }

    @Test
    void a_base_image_is_pinned_to_a_digest() throws IOException {
        assertThat(found("src/main/docker", BASE))
                .isNotEmpty()
                .filteredOn(it -> !NOT_PINNED.contains(it.group(1)))
                .allSatisfy(it -> assertThat(it.group(1)).matches(DIGEST));
        assertThat(Files.readString(Path.of("pom.xml")))
                .containsPattern("<image>eclipse-temurin:25-jre@sha256:[0-9a-f]{64}</image>");
    }

    @Test
    void every_unpinned_exception_is_needed() throws IOException {
        Set<String> unpinned = Stream.concat(
                        found(".github/workflows", USES).stream()
                                .filter(it -> !it.group(2).matches(COMMIT_AND_VERSION))
                                .map(it -> it.group(1)),
                        found("src/main/docker", BASE).stream()
                                .map(it -> it.group(1))
                                .filter(it -> !it.matches(DIGEST)))
                .collect(toSet());

        assertThat(unpinned).isEqualTo(NOT_PINNED);
    }

    @Test
    void the_maven_wrapper_checks_what_it_downloads() throws IOException {
        assertThat(Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties")))
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
    }

    @Test
    void secrets_and_the_state_of_terraform_are_never_committed() throws IOException {
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains(".terraform/", "*.tfstate*", ".env", ".jdk/");
    }

    private static List<MatchResult> found(String folder, Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file)).append('\n');
            }
            return pattern.matcher(all).results().toList();
        }
    }
}
