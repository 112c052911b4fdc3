package dev.vask.traces;

import org.jspecify.annotations.Nullable;

/** A span of a trace that has begun, under which others may begin. Safe for use by several threads. */
public interface Trace {

    /** Of what is not traced: does nothing, and allocates nothing. */
    Trace NONE = new NoTrace();

    /** Adds an attribute. */
    void set(String attribute, String value);

    /** Adds an attribute. */
    void set(String attribute, long value);

    /** A round trip to Redis begins. */
    Trace redis();

    /** What was published begins to go to this node's sockets; null if it is not traced. */
    @Nullable FanOut fanOut();

    /** By what other nodes can go on with it: a {@code traceparent} of W3C Trace Context, empty if it is not traced. */
    String context();

    /** It failed, for this reason. It still has to end. */
    void fail(@Nullable String why);

    /** It is over. */
    void end();
}
