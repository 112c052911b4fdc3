/**
 * The live state of the whole service: who is subscribed, present, signed in, connected, and what is cached. One port,
 * {@link dev.vask.live.LiveState}, which also routes every event; its implementations pass one contract test.
 */
@NullMarked
package dev.vask.live;

import org.jspecify.annotations.NullMarked;
