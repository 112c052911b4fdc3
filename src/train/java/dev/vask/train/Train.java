package dev.vask.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Creates the AOT caches, one for all roles and one for an edge. For each, it starts a server, sends requests to it and stops it; the
 * server's JVM writes the cache when it stops.
 *
 * <p>Arguments: {@code --profiles=all}, {@code --profiles=edge} or {@code --profiles=all,edge} to have the method profiles of the
 * training in one cache or both; the output directory; then the command that starts the server. The first word of the command is the
 * JVM. A server uses the profiles only with {@value #REPLAY}.
 */
public final class Train {

    private static final String PROFILES = "--profiles=";
    private static final int ROUNDS = 8;

    /** Only methods that the training calls often get a profile. */
    private static final int ROUNDS_WITH_PROFILES = 60;

    private static final int CLIENTS = 60;
    private static final String ALL_ROLES = "all";
    private static final String EDGE = "edge";

    /**
     * Leaves method profiles out of the cache. With profiles, the compilers compete with the start for the CPU, and compile the code for
     * the calls of the training instead of the real ones.
     */
    private static final List<String> NO_PROFILES = List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    /** Without it, the JVM that writes the cache discards the profiles. */
    private static final String REPLAY = "-XX:+AOTReplayTraining";

    private Train() {}

    public static void main(String... arguments) throws Exception {
        boolean profiles = arguments[0].startsWith(PROFILES);
        Set<String> profiled =
                profiles ? Set.of(arguments[0].substring(PROFILES.length()).split(",")) : Set.of();
        if (!Set.of(ALL_ROLES, EDGE).containsAll(profiled)) {
            throw new IllegalArgumentException("Invalid value for --profiles: must be all, edge or all,edge, found '%s'"
                    .formatted(arguments[0].substring(PROFILES.length())));
        }
        List<String> rest = List.of(arguments).subList(profiles ? 1 : 0, arguments.length);
        Path directory = Path.of(rest.getFirst());
        List<String> command = rest.subList(1, rest.size());
        try (Stores stores = Stores.start()) {
            // Migrates the schema first: each class in the cache costs time at each start, and few starts need the
            // classes for migrations.
            TrainingServer.start(command, ALL_ROLES, stores).close();
            Path jar = Path.of(command.getLast());
            Path all = directory.resolve("vask.aot");
            train(command, all, stores, profiled.contains(ALL_ROLES));
            stamp(jar, all, profiled.contains(ALL_ROLES));
            Path edge = directory.resolve("vask-edge.aot");
            trainEdge(command, edge, stores, profiled.contains(EDGE));
            stamp(jar, edge, profiled.contains(EDGE));
        }
    }

    private static void train(List<String> command, Path cache, Stores stores, boolean profiles) throws Exception {
        long startedAt = System.nanoTime();
        try (TrainingServer server =
                TrainingServer.start(withCacheOutput(command, cache, profiles), ALL_ROLES, stores)) {
            exercise(server, server, profiles);
        }
        report(cache, startedAt);
    }

    /** A cache without the classes that an edge does not need. An edge starts faster with it. */
    private static void trainEdge(List<String> command, Path cache, Stores stores, boolean profiles) throws Exception {
        long startedAt = System.nanoTime();
        try (TrainingServer api = TrainingServer.start(command, "api", stores);
                TrainingServer edge = TrainingServer.start(withCacheOutput(command, cache, profiles), EDGE, stores)) {
            exercise(edge, api, profiles);
        }
        report(cache, startedAt);
    }

    /**
     * Records the size and the time in seconds of the jar, with which the JVM accepts the cache; the launcher compares them. A second line
     * says that the cache has profiles.
     */
    private static void stamp(Path jar, Path cache, boolean profiles) throws IOException {
        String stamp = Files.size(jar) + " " + Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS) + "\n";
        Files.writeString(
                cache.resolveSibling(cache.getFileName() + ".stamp"), profiles ? stamp + "profiles\n" : stamp);
    }

    private static void report(Path cache, long startedAt) {
        if (!cache.toFile().isFile()) {
            throw new IllegalStateException("The server stopped without writing " + cache);
        }
        System.out.printf(
                "Trained in %d s: %s, %d MB%n",
                (System.nanoTime() - startedAt) / 1_000_000_000,
                cache,
                cache.toFile().length() >> 20);
    }

    private static List<String> withCacheOutput(List<String> command, Path cache, boolean profiles) {
        List<String> result = new ArrayList<>(command);
        result.add(1, "-XX:AOTCacheOutput=" + cache);
        if (profiles) {
            result.add(result.indexOf("-jar"), REPLAY); // after vask.options, which switches it off
        } else {
            result.addAll(1, NO_PROFILES);
        }
        return result;
    }

    private static void exercise(TrainingServer edge, TrainingServer api, boolean profiles) throws Exception {
        Backend backend = new Backend(api.http(), api.management());
        backend.awaitReadyAndCreateApp();
        for (int round = 0; round < (profiles ? ROUNDS_WITH_PROFILES : ROUNDS); round++) {
            exercise(edge, backend, round);
        }
    }

    /** Connects clients, runs each operation at least once, and disconnects: half of the clients with a close frame, half without. */
    private static void exercise(TrainingServer edge, Backend backend, int round) throws Exception {
        List<TrainingClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> TrainingClient.connect(edge, round * CLIENTS + number))
                .toList();
        clients.forEach(TrainingClient::subscribe);
        for (int i = 0; i < 10; i++) {
            backend.publish();
        }
        backend.query();
        clients.forEach(TrainingClient::sendFrames);
        clients.forEach(TrainingClient::disconnect);
    }
}
