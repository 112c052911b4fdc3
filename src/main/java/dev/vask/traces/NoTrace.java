package dev.vask.traces;

import org.jspecify.annotations.Nullable;

/** {@link Trace#NONE}. */
final class NoTrace implements Trace {

    @Override
    public void set(String attribute, String value) {}

    @Override
    public void set(String attribute, long value) {}

    @Override
    public Trace redis() {
        return this;
    }

    @Override
    public FanOutTrace fanOut() {
        return FanOutTrace.NONE;
    }

    @Override
    public String context() {
        return "";
    }

    @Override
    public void fail(@Nullable String reason) {}

    @Override
    public void end() {}
}
