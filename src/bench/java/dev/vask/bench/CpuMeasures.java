package dev.vask.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** CPU time of a server, shared out over what it did. */
final class CpuMeasures {

    private static final double NANOS_PER_MICRO = 1e3;

    private CpuMeasures() {}

    /** All of it per deed; then how much of that was in the program, in the kernel, and in a JVM's compilers. */
    static List<Measure> per(String operation, CpuTime cpu, long count, @Nullable Double atMost) {
        return List.of(
                new Measure("CPU per %s, µs".formatted(operation), cpu.total() / NANOS_PER_MICRO / count, atMost),
                Measure.of("  user, per %s".formatted(operation), cpu.user() / NANOS_PER_MICRO / count),
                Measure.of("  system, per %s".formatted(operation), cpu.system() / NANOS_PER_MICRO / count),
                Measure.of("  compiling, per %s".formatted(operation), cpu.compiler() / NANOS_PER_MICRO / count));
    }
}
