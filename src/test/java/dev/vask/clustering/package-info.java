/**
 * Several processes that are one service, and what they do when one of them, Redis, or a connection fails: seen from outside, by
 * clients that keep their own picture of what they were told.
 */
@NullMarked
package dev.vask.clustering;

import org.jspecify.annotations.NullMarked;
