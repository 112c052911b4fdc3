package dev.vask.train;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Starts the server that is to be trained, keeps it busy, and stops it, upon which its JVM writes the cache.
 *
 * <p>Arguments: the file to write, then the command that starts the server.
 */
public final class Train {

    private static final int ROUNDS = 8;
    private static final int CUSTOMERS = 60;

    private Train() {}

    public static void main(String... arguments) throws Exception {
        Path cache = Path.of(arguments[0]);
        List<String> command = List.of(arguments).subList(1, arguments.length);
        long begun = System.nanoTime();
        try (Stores stores = Stores.start();
                Trainee trainee = Trainee.start(command, stores)) {
            new Backend(trainee.http()).open();
            for (int round = 0; round < ROUNDS; round++) {
                play(trainee, round);
            }
        }
        if (!cache.toFile().isFile()) {
            throw new IllegalStateException("the server ended, but did not write " + cache);
        }
        System.out.printf("Trained in %d s: %s, %d MB%n",
                (System.nanoTime() - begun) / 1_000_000_000, cache, cache.toFile().length() >> 20);
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
