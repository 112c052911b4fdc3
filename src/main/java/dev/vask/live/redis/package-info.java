/**
 * The live state in Redis, shared by the nodes of a cluster. This package implements the ports of {@link dev.vask.live}, converts
 * futures, and keeps the counters; it uses {@code connection} (transport), {@code scripts} (Lua) and {@code membership} (lease and resync).
 * No other package uses Redis.
 */
@NullMarked
package dev.vask.live.redis;

import org.jspecify.annotations.NullMarked;
