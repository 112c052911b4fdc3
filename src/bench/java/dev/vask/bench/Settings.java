package dev.vask.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The settings of a run, from environment variables. All have defaults; see {@code docs/benchmarks.md}. */
record Settings(Map<String, String> environment) {

    /** Names of the scenarios to run. Empty means all. */
    List<String> scenarios() {
        return list("SCENARIO");
    }

    /** The systems to measure side by side. */
    List<SystemUnderTest> systems() {
        List<SystemUnderTest> systems = new ArrayList<>();
        boolean peer = environment.containsKey("PEER_URL");
        if (!peer || !string("PEER_ONLY", "false").equals("true")) {
            Path jar = Path.of(string("SERVER_JAR", "target/quarkus-app/quarkus-run.jar"));
            systems.add(new VaskJar(
                    jar, list("SERVER_UNDER"), list("SERVER_JVM"), Map.of(), output().resolve("server.log")));
        }
        if (peer) {
            URI url = URI.create(required("PEER_URL"));
            systems.add(new Peer(
                    string("PEER_NAME", "peer"),
                    url,
                    required("PEER_ID"),
                    required("PEER_KEY"),
                    required("PEER_SECRET")));
        }
        if (environment.containsKey("SOKETI")) {
            systems.add(new SoketiServer(Path.of(string("SOKETI", "")), output().resolve("soketi.log")));
        }
        return systems;
    }

    Path output() {
        return Path.of(string("OUTPUT", "target/bench"));
    }

    /** The options of the function's JVM. By default they are like those of Lambda's runtime: the serial collector and the quick compiler. */
    List<String> functionJvm() {
        List<String> given = list("FUNCTION_JVM");
        return given.isEmpty() ? List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1") : given;
    }

    int threads() {
        return positiveInt("THREADS", Runtime.getRuntime().availableProcessors());
    }

    Duration warmUp() {
        return Duration.ofSeconds(positiveInt("WARMUP", 10));
    }

    Duration duration() {
        return Duration.ofSeconds(positiveInt("DURATION", 10));
    }

    /** Duration of the measurement at each rate. */
    Duration step() {
        return Duration.ofSeconds(positiveInt("STEP", 4));
    }

    /** A short duration for the load to become steady between measurements. */
    Duration settleTime() {
        return Duration.ofSeconds(1);
    }

    List<Integer> rates() {
        List<String> given = list("RATES");
        return given.isEmpty()
                ? List.of(10, 25, 50, 100, 200, 400, 800)
                : given.stream().map(Integer::valueOf).toList();
    }

    /** The pacing of a closed loop: {@code PACE} is {@code delivered} or {@code answered}. */
    PublishPacing pacing(PublishPacing defaultValue) {
        return switch (string("PACE", "")) {
            case "" -> defaultValue;
            case "delivered" -> new PublishPacing.AfterDelivery();
            case "answered" -> new PublishPacing.AfterResponse();
            case String invalid ->
                throw new BenchException(
                        "Invalid value for PACE: must be delivered or answered, found '%s'".formatted(invalid));
        };
    }

    /** Whether a switch is {@code true}. */
    boolean isOn(String name, boolean defaultValue) {
        return string(name, Boolean.toString(defaultValue)).equals("true");
    }

    /** The same settings with another value of one of them. */
    Settings with(String name, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(name, value);
        return new Settings(changed);
    }

    /** A positive integer. */
    int positiveInt(String name, int defaultValue) {
        String value = string(name, Integer.toString(defaultValue));
        if (!value.matches("[1-9][0-9]{0,8}")) {
            throw new BenchException(
                    "Invalid value for %s: must be a positive integer, found '%s'".formatted(name, value));
        }
        return Integer.parseInt(value);
    }

    private String required(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new BenchException(
                    "%s is not set. A peer needs PEER_URL, PEER_ID, PEER_KEY and PEER_SECRET.".formatted(name));
        }
        return value;
    }

    private String string(String name, String defaultValue) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? defaultValue : value.strip();
    }

    private List<String> list(String name) {
        return Arrays.stream(string(name, "").split("[\\s,]+"))
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }
}
