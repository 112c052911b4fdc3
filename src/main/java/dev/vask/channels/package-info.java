/**
 * The subscriptions of this node and the fan-out to them. {@link dev.vask.channels.Hub} takes each message once, and {@code Lane}s
 * pass it on, one per event loop, so that the hot path needs no lock. Start reading there.
 */
@NullMarked
package dev.vask.channels;

import org.jspecify.annotations.NullMarked;
