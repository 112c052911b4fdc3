/**
 * The live state of the whole service: connections, subscriptions, members, signed-in users, and cached events. The interface
 * {@link dev.vask.live.LiveState} also routes every event; its implementations pass the same contract test.
 */
@NullMarked
package dev.vask.live;

import org.jspecify.annotations.NullMarked;
