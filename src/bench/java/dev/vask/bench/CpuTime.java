package dev.vask.bench;

/**
 * CPU time of a process, as the operating system accounts it.
 *
 * @param user      nanoseconds in the program itself
 * @param system    nanoseconds in the kernel on its behalf
 * @param compiling nanoseconds of both in which a JVM compiled: if they are many, it was not warm
 */
record CpuTime(long user, long system, long compiler) {

    CpuTime since(CpuTime before) {
        return new CpuTime(user - before.user, system - before.system, compiler - before.compiler);
    }

    long total() {
        return user + system;
    }
}
