package dev.vask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The Dockerfiles follow {@link DockerfileRule}. */
class DockerfilesTest {

    private static final Dockerfile BAD_EXAMPLE = Dockerfile.of("""
            FROM debian AS build
            MAINTAINER somebody
            WORKDIR build
            RUN sudo apt-get install curl && cd /tmp && curl there | tar x
            FROM debian:latest AS build
            ADD x /x
            COPY a b c
            COPY --from=nowhere a b
            HEALTHCHECK CMD true
            HEALTHCHECK NONE
            USER root
            ENTRYPOINT run \\
                it
            CMD ["all"]
            ENTRYPOINT ["again"]
            """);

    static Stream<Path> dockerfiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("src/main/docker"))) {
            return all.filter(file -> file.getFileName().toString().startsWith("Dockerfile")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void every_dockerfile_follows_the_rules(Path file) throws IOException {
        Dockerfile read = Dockerfile.of(Files.readString(file));

        assertThat(DockerfileRule.values())
                .allSatisfy(rule -> assertThat(rule.holdsFor(read)).isTrue());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HAS_A_HEALTHCHECK")
    void a_rule_detects_a_violation(DockerfileRule rule) {
        assertThat(rule.holdsFor(BAD_EXAMPLE)).isFalse();
    }

    @Test
    void a_missing_healthcheck_is_found() {
        assertThat(DockerfileRule.HAS_A_HEALTHCHECK.holdsFor(Dockerfile.of("FROM debian:13")))
                .isFalse();
    }
}
