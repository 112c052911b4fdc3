package dev.vask.bench;

/**
 * CPU time of a process in nanoseconds, as reported by the operating system.
 *
 * @param user     in user mode
 * @param system   in the kernel
 * @param compiler the part of both in the JVM's compiler threads; if it is large, the server was not warm
 */
record CpuTime(long user, long system, long compiler) {

    CpuTime since(CpuTime before) {
        return new CpuTime(user - before.user, system - before.system, compiler - before.compiler);
    }

    long total() {
        return user + system;
    }
}
