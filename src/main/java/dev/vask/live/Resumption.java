package dev.vask.live;

import java.util.List;

/** Whether a new subscription continues after the last event that its client received ({@code docs/recovery.md}). */
public sealed interface Resumption {

    /** The id after which events follow. */
    String afterId();

    /**
     * The subscription continues.
     *
     * @param afterId the id that the client named, or the current position if it named none
     * @param events  all events after it, in order
     */
    record Continued(String afterId, List<StoredEvent> events) implements Resumption {}

    /**
     * Events may be missing.
     *
     * @param afterId the current position, empty if the app has no history
     */
    record Gap(String afterId, GapCause cause) implements Resumption {}
}
