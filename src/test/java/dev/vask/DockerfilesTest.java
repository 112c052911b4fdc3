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

/** How images are built. */
class DockerfilesTest {

    private static final Dockerfile SINNER = Dockerfile.of("""
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
    void every_dockerfile_keeps_to_the_rules(Path file) throws IOException {
        Dockerfile read = Dockerfile.of(Files.readString(file));

        assertThat(DockerfileRule.values())
                .allSatisfy(rule -> assertThat(rule.isKeptBy(read)).isTrue());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SAYS_HOW_ITS_HEALTH_IS_SEEN")
    void a_rule_finds_who_breaks_it(DockerfileRule rule) {
        assertThat(rule.isKeptBy(SINNER)).isFalse();
    }

    @Test
    void an_image_that_does_not_say_how_its_health_is_seen_is_found() {
        assertThat(DockerfileRule.SAYS_HOW_ITS_HEALTH_IS_SEEN.isKeptBy(Dockerfile.of("FROM debian:13")))
                .isFalse();
    }
}
