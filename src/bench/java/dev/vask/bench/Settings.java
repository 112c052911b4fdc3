package dev.vask.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** How to run, from the environment. All have defaults; {@code docs/benchmarks.md} lists them. */
record Settings(Map<String, String> environment) {

    /** Which scenarios; empty for all. */
    List<String> scenarios() {
        return words("SCENARIO");
    }

    /** What to measure, side by side. */
    List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        boolean peer = environment.containsKey("PEER_URL");
        if (!peer || !text("PEER_ONLY", "false").equals("true")) {
            Path jar = Path.of(text("SERVER_JAR", "target/quarkus-app/quarkus-run.jar"));
            subjects.add(new VaskJar(jar, words("SERVER_UNDER"), words("SERVER_JVM"), output().resolve("server.log")));
        }
        if (peer) {
            URI url = URI.create(needed("PEER_URL"));
            subjects.add(new Peer(
                    text("PEER_NAME", "peer"), url, needed("PEER_ID"), needed("PEER_KEY"), needed("PEER_SECRET")));
        }
        return subjects;
    }

    Path output() {
        return Path.of(text("OUTPUT", "target/bench"));
    }

    int threads() {
        return number("THREADS", Runtime.getRuntime().availableProcessors());
    }

    Duration warmUp() {
        return Duration.ofSeconds(number("WARMUP", 10));
    }

    Duration duration() {
        return Duration.ofSeconds(number("DURATION", 10));
    }

    /** How long a step of a rising rate counts. */
    Duration step() {
        return Duration.ofSeconds(number("STEP", 4));
    }

    /** Between two paces, for things to settle. */
    Duration moment() {
        return Duration.ofSeconds(1);
    }

    List<Integer> rates() {
        List<String> given = words("RATES");
        return given.isEmpty()
                ? List.of(10, 25, 50, 100, 200, 400, 800)
                : given.stream().map(Integer::valueOf).toList();
    }

    /** What closes the loop: {@code PACE} may be delivered or answered. */
    Pace pace(Pace otherwise) {
        return switch (text("PACE", "")) {
            case "" -> otherwise;
            case "delivered" -> new Pace.Delivered();
            case "answered" -> new Pace.Answered();
            case String other ->
                throw new BenchFailure("PACE must be delivered or answered, not '%s'".formatted(other));
        };
    }

    /** A positive whole number. */
    int number(String name, int otherwise) {
        String text = text(name, Integer.toString(otherwise));
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new BenchFailure("%s must be a positive whole number, not '%s'".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    private String needed(String name) {
        String text = environment.get(name);
        if (text == null) {
            throw new BenchFailure(
                    "%s is missing; a peer is named by PEER_URL, PEER_ID, PEER_KEY and PEER_SECRET".formatted(name));
        }
        return text;
    }

    private String text(String name, String otherwise) {
        String text = environment.get(name);
        return text == null || text.isBlank() ? otherwise : text.strip();
    }

    private List<String> words(String name) {
        return Arrays.stream(text(name, "").split("[\\s,]+"))
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }
}
