package dev.vask.live;

import java.util.Optional;

/**
 * This node lost touch for so long that its sockets may have missed something: they must connect anew. Observed as a CDI event.
 *
 * @param app key of the app whose sockets are meant, empty for all
 */
public record Interruption(Optional<String> app) {}
