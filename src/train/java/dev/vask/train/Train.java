package dev.vask.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Starts the server that is to be trained, keeps it busy, and stops it, upon which its JVM writes the cache: one for any role, and one
 * for an edge.
 *
 * <p>Arguments: the folder to write to, then the command that starts the server, of which the first word is the JVM.
 */
public final class Train {

    private static final int ROUNDS = 8;
    private static final int CUSTOMERS = 60;
    private static final String ALL = "all";

    /**
     * What was often called is not noted down: a JVM that knows it has its compilers at work while it should start, and compiles for
     * the trainer's customers what it could compile better for its own.
     */
    private static final List<String> WITHOUT_PROFILES =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    private Train() {}

    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        List<String> command = List.of(arguments).subList(1, arguments.length);
        try (Stores stores = Stores.start()) {
            Trainee.start(command, ALL, stores)
                    .close(); // migrates, which few starts do: a class in the cache costs each start something
            train(command, folder.resolve("vask.aot"), stores);
            trainEdge(command, folder.resolve("vask-edge.aot"), stores);
            stamp(command, "vask.aot", "vask-edge.aot");
        }
    }

    private static void train(List<String> command, Path cache, Stores stores) throws Exception {
        long begun = System.nanoTime();
        try (Trainee trainee = Trainee.start(recording(command, cache), ALL, stores)) {
            play(trainee, trainee);
        }
        report(cache, begun);
    }

    /** An edge needs a quarter less than a server that does all, and starts the sooner for it. */
    private static void trainEdge(List<String> command, Path cache, Stores stores) throws Exception {
        long begun = System.nanoTime();
        try (Trainee api = Trainee.start(command, "api", stores);
                Trainee edge = Trainee.start(recording(command, cache), "edge", stores)) {
            play(edge, api);
        }
        report(cache, begun);
    }

    /** Records the size and the time in seconds of the jar, with which the JVM accepts the caches; the launcher compares them. */
    private static void stamp(List<String> command, String... caches) throws IOException {
        Path jar = Path.of(command.getLast());
        String stamp = Files.size(jar) + " " + Files.getLastModifiedTime(jar).to(TimeUnit.SECONDS) + "\n";
        for (String cache : caches) {
            Files.writeString(jar.resolveSibling(cache + ".stamp"), stamp);
        }
    }

    private static void report(Path cache, long begun) {
        if (!cache.toFile().isFile()) {
            throw new IllegalStateException("the server ended, but did not write " + cache);
        }
        System.out.printf(
                "Trained in %d s: %s, %d MB%n",
                (System.nanoTime() - begun) / 1_000_000_000,
                cache,
                cache.toFile().length() >> 20);
    }

    private static List<String> recording(List<String> command, Path cache) {
        List<String> recording = new ArrayList<>(command);
        recording.add(1, "-XX:AOTCacheOutput=" + cache);
        recording.addAll(1, WITHOUT_PROFILES);
        return recording;
    }

    private static void play(Trainee edge, Trainee api) throws Exception {
        Backend backend = new Backend(api.http());
        backend.open();
        for (int round = 0; round < ROUNDS; round++) {
            play(edge, backend, round);
        }
    }

    /** A crowd comes, each member does a little of everything, and the crowd leaves, half of it without a word. */
    private static void play(Trainee edge, Backend backend, int round) throws Exception {
        List<Customer> crowd = IntStream.range(0, CUSTOMERS)
                .mapToObj(number -> Customer.connect(edge, round * CUSTOMERS + number))
                .toList();
        crowd.forEach(Customer::subscribe);
        for (int i = 0; i < 10; i++) {
            backend.publish();
        }
        backend.look();
        crowd.forEach(Customer::speak);
        crowd.forEach(Customer::leave);
    }
}
