package dev.vask.edge;

import dev.vask.meters.Bound;
import org.jspecify.annotations.Nullable;

/**
 * Why the server closes a connection.
 *
 * @param bound  the limit that was reached, null if none
 * @param code   the close code
 * @param reason at most 123 bytes
 */
public record CloseCause(@Nullable Bound bound, int code, String reason) {}
