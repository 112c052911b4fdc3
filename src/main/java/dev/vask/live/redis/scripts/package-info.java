/**
 * The Lua scripts: one class for each, which writes its arguments and reads its result, {@link dev.vask.live.redis.scripts.ScriptRunner},
 * which runs them, and the messages that they send to the inboxes of nodes. The keys in Redis are listed in {@code lua/prelude.lua}.
 */
@NullMarked
package dev.vask.live.redis.scripts;

import org.jspecify.annotations.NullMarked;
