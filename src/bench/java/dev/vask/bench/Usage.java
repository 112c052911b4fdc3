package dev.vask.bench;

/**
 * CPU time of a process, as the operating system accounts it.
 *
 * @param user   nanoseconds in the program itself
 * @param system nanoseconds in the kernel on its behalf
 */
record Usage(long user, long system) {

    Usage since(Usage before) {
        return new Usage(user - before.user, system - before.system);
    }

    long total() {
        return user + system;
    }
}
