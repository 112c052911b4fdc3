package dev.vask.live.redis.connection;

/**
 * The server at the other end of a connection.
 *
 * @param run     its {@code run_id}, which changes when it is restarted
 * @param version its version, for example 6.2.11
 */
public record RedisServer(String run, String version) {}
