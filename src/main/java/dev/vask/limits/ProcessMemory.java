package dev.vask.limits;

import io.netty.util.internal.PlatformDependent;

/** The memory that this process may use. */
public final class ProcessMemory {

    private ProcessMemory() {}

    /** Maximum bytes of direct memory. */
    public static long maxDirect() {
        return PlatformDependent.maxDirectMemory();
    }
}
