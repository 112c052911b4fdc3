package dev.vask.bench;

/**
 * CPU time of a process, as the operating system accounts it.
 *
 * @param user      nanoseconds in the program itself
 * @param system    nanoseconds in the kernel on its behalf
 * @param compiling nanoseconds of both in which a JVM compiled: if they are many, it was not warm
 */
record Usage(long user, long system, long compiling) {

    Usage since(Usage before) {
        return new Usage(user - before.user, system - before.system, compiling - before.compiling);
    }

    long total() {
        return user + system;
    }
}
