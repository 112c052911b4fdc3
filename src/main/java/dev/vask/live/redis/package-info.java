/**
 * Several nodes as one service: the live state in Redis, true also when nodes die and Redis goes away. The only package that
 * knows Redis; what is atomic is a Lua script, see {@code lua/prelude.lua} for the keys.
 */
@NullMarked
package dev.vask.live.redis;

import org.jspecify.annotations.NullMarked;
