package dev.vask.traces;

/** {@link FanOutTrace#NONE}. */
final class NoFanOutTrace implements FanOutTrace {

    @Override
    public void message() {}

    @Override
    public void begin() {}

    @Override
    public void delivered(int subscriptions) {}

    @Override
    public void close() {}
}
