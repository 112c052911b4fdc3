package dev.vask.bench;

/** When a publisher sends its next event. */
sealed interface PublishPacing {

    /** Closed loop: after the response to the previous event and its delivery to all subscribers. */
    record AfterDelivery() implements PublishPacing {}

    /** Closed loop: after the response to the previous event. */
    record AfterResponse() implements PublishPacing {}

    /**
     * Open loop: at fixed times. Latency is measured from the time at which an event was due, so that it includes the time for which the
     * server delays its publishers.
     *
     * @param eventsPerSecond of all publishers together
     */
    record FixedRate(double eventsPerSecond) implements PublishPacing {}
}
