package dev.vask.live;

import java.util.Optional;

/**
 * This node was disconnected for so long that its connections may have missed events: their clients must reconnect. Observed as a
 * CDI event.
 *
 * @param app key of the app whose clients must reconnect, empty for all apps
 */
public record LiveStateInterruption(Optional<String> app) {}
