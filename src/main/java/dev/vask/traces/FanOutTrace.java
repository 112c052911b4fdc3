package dev.vask.traces;

/**
 * The delivery of one publish to the connections of this node. It ends when the last event loop has passed on its last message.
 * Thread-safe.
 */
public interface FanOutTrace {

    /** A delivery that is not traced: does nothing, and allocates nothing. */
    FanOutTrace NONE = new NoFanOutTrace();

    /** Receives the end of a delivery. */
    interface End {

        /**
         * Called at the end.
         *
         * @param messages   the number of messages, one for each channel or user of each event that has subscribers here
         * @param deliveries the number of subscriptions that they were passed to, in total
         */
        void ended(int messages, long deliveries);
    }

    /** Starts to count a delivery. */
    static FanOutTrace of(End end) {
        return new FanOutCounter(end);
    }

    /** Counts one of its messages. */
    void message();

    /** Reports that an event loop was given a message; {@link #delivered} must follow. */
    void begin();

    /** Reports that an event loop has passed its message to this many subscriptions. */
    void delivered(int subscriptions);

    /** Reports that there are no more messages. Call it once. */
    void close();
}
