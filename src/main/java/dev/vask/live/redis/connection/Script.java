package dev.vask.live.redis.connection;

/** A Lua script. */
public interface Script {

    /** The source. */
    String text();

    /** The SHA-1 of the source in hexadecimal, by which Redis knows a loaded script. */
    String sha();
}
