/**
 * The transport to Redis: two connections, reconnecting, scripts and topics. It does not know what is sent. Start reading at
 * {@link dev.vask.live.redis.connection.RedisConnections}.
 */
@NullMarked
package dev.vask.live.redis.connection;

import org.jspecify.annotations.NullMarked;
