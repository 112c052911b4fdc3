package dev.vask.bench;

import java.util.List;
import java.util.stream.IntStream;

/** How long it is from the start of the process to the first socket that is let in. */
record ColdStart(Settings settings) implements Scenario {

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "%d starts, from the new process to the first socket".formatted(starts());
    }

    private int starts() {
        return settings.number("STARTS", 5);
    }

    @Override
    public Result run(Subject subject) {
        if (!subject.startsFresh()) {
            return new Result(subject.name(), List.of());
        }
        double[] millis = IntStream.range(0, starts()).mapToDouble(i -> start(subject)).sorted().toArray();
        return new Result(subject.name(), List.of(
                Measure.of("fastest start, ms", millis[0]),
                Measure.of("median start, ms", millis[millis.length / 2]),
                Measure.of("slowest start, ms", millis[millis.length - 1])));
    }

    private static double start(Subject subject) {
        long begin = System.nanoTime();
        Server started = subject.start();
        double millis = (System.nanoTime() - begin) / 1e6;
        started.close();
        return millis;
    }
}
