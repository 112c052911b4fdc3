package dev.vask.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** CPU time of a server, shared out over what it did. */
final class Cpu {

    private static final double NANOS_PER_MICRO = 1e3;

    private Cpu() {}

    /** All of it per deed; then how much of that was in the program, in the kernel, and in a JVM's compilers. */
    static List<Measure> per(String deed, Usage usage, long deeds, @Nullable Double atMost) {
        return List.of(
                new Measure("CPU per %s, µs".formatted(deed), usage.total() / NANOS_PER_MICRO / deeds, atMost),
                Measure.of("  user, per %s".formatted(deed), usage.user() / NANOS_PER_MICRO / deeds),
                Measure.of("  system, per %s".formatted(deed), usage.system() / NANOS_PER_MICRO / deeds),
                Measure.of("  compiling, per %s".formatted(deed), usage.compiling() / NANOS_PER_MICRO / deeds));
    }
}
