package dev.vask.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** CPU time of a server per operation, in microseconds. */
final class CpuMeasures {

    private static final double NANOS_PER_MICRO = 1e3;

    private CpuMeasures() {}

    /**
     * The total per operation, then the parts in user mode, in the kernel and in the JVM's compilers.
     *
     * @param count  the number of operations
     * @param atMost the target for the total in microseconds; null if absent
     */
    static List<Measure> per(String operation, CpuTime cpu, long count, @Nullable Double atMost) {
        return List.of(
                new Measure("CPU per %s, µs".formatted(operation), cpu.total() / NANOS_PER_MICRO / count, atMost),
                Measure.of("  user, per %s".formatted(operation), cpu.user() / NANOS_PER_MICRO / count),
                Measure.of("  system, per %s".formatted(operation), cpu.system() / NANOS_PER_MICRO / count),
                Measure.of("  compiling, per %s".formatted(operation), cpu.compiler() / NANOS_PER_MICRO / count));
    }
}
