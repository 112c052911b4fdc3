package dev.vask.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Starts the server that is to be trained, keeps it busy, and stops it, upon which its JVM writes the cache.
 *
 * <p>Arguments: the file to write, then the command that starts the server, of which the first word is the JVM.
 */
public final class Train {

    private static final int ROUNDS = 8;
    private static final int CUSTOMERS = 60;

    /**
     * What was often called is not noted down: a JVM that knows it has its compilers at work while it should start, and compiles for
     * the trainer's customers what it could compile better for its own.
     */
    private static final List<String> WITHOUT_PROFILES =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining");

    private Train() {}

    public static void main(String... arguments) throws Exception {
        Path cache = Path.of(arguments[0]);
        List<String> command = List.of(arguments).subList(1, arguments.length);
        long begun = System.nanoTime();
        try (Stores stores = Stores.start()) {
            Trainee.start(command, stores).close(); // migrates, which few starts do: a class in the cache costs each start something
            train(recording(command, cache), stores);
        }
        if (!cache.toFile().isFile()) {
            throw new IllegalStateException("the server ended, but did not write " + cache);
        }
        System.out.printf("Trained in %d s: %s, %d MB%n",
                (System.nanoTime() - begun) / 1_000_000_000, cache, cache.toFile().length() >> 20);
    }

    private static List<String> recording(List<String> command, Path cache) {
        List<String> recording = new ArrayList<>(command);
        recording.add(1, "-XX:AOTCacheOutput=" + cache);
        recording.addAll(1, WITHOUT_PROFILES);
        return recording;
    }

    private static void train(List<String> command, Stores stores) throws Exception {
        try (Trainee trainee = Trainee.start(command, stores)) {
            new Backend(trainee.http()).open();
            for (int round = 0; round < ROUNDS; round++) {
                play(trainee, round);
            }
        }
    }

    /** A crowd comes, each member does a little of everything, and the crowd leaves, half of it without a word. */
    private static void play(Trainee trainee, int round) throws Exception {
        Backend backend = new Backend(trainee.http());
        List<Customer> crowd = IntStream.range(0, CUSTOMERS)
                .mapToObj(number -> Customer.connect(trainee, round * CUSTOMERS + number))
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
