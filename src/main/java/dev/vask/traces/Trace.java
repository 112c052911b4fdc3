package dev.vask.traces;

import org.jspecify.annotations.Nullable;

/** A started span, which can have child spans. Thread-safe. */
public interface Trace {

    /** A trace that is not recorded: does nothing, and allocates nothing. */
    Trace NONE = new NoTrace();

    /** Adds an attribute. */
    void set(String attribute, String value);

    /** Adds an attribute. */
    void set(String attribute, long value);

    /** Starts the span of a Redis round trip. */
    Trace redis();

    /** Starts the span of the delivery to this node's connections; {@link FanOutTrace#NONE} if the publish is not traced. */
    FanOutTrace fanOut();

    /** The context for other nodes: a {@code traceparent} of W3C Trace Context, empty if the publish is not traced. */
    String context();

    /** Marks the span as failed. It must still be ended. */
    void fail(@Nullable String reason);

    /** Ends the span. */
    void end();
}
