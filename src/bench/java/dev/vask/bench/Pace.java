package dev.vask.bench;

/** When a publisher says its next event. */
sealed interface Pace {

    /** When its last one was answered and has reached every socket. */
    record Delivered() implements Pace {}

    /** When its last one was answered. */
    record Answered() implements Pace {}

    /**
     * At fixed times, whatever the server does. Latency is counted from the time at which an event was due, so that a server
     * that keeps its publishers waiting cannot hide it.
     *
     * @param perSecond of all publishers together
     */
    record Fixed(double perSecond) implements Pace {}
}
