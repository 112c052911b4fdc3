/**
 * The subscriptions of this node and the fan-out to them. {@link dev.vask.channels.Hub} takes each message once,
 * and {@link dev.vask.channels.LoopSubscriptions} pass it on, one per event loop, without locks. Start reading there.
 */
@NullMarked
package dev.vask.channels;

import org.jspecify.annotations.NullMarked;
