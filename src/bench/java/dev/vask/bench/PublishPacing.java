package dev.vask.bench;

/** When a publisher says its next event. */
sealed interface PublishPacing {

    /** When its last one was answered and has reached every socket. */
    record AfterDelivery() implements PublishPacing {}

    /** When its last one was answered. */
    record AfterResponse() implements PublishPacing {}

    /**
     * At fixed times, whatever the server does. Latency is counted from the time at which an event was due, so that a server
     * that keeps its publishers waiting cannot hide it.
     *
     * @param perSecond of all publishers together
     */
    record FixedRate(double eventsPerSecond) implements PublishPacing {}
}
