package dev.vask.live;

/**
 * Receives the changes of channels, each once in the whole service, on the node that made it. Must not block, and must not call
 * {@link LiveState}.
 */
public interface ChannelChangeListener {

    /** Is interested in no app. */
    ChannelChangeListener NONE = new ChannelChangeListener() {

        @Override
        public boolean isInterestedIn(String app) {
            return false;
        }

        @Override
        public void changed(String app, ChannelChange change) {}
    };

    /** Whether it needs the changes in an app now. Called for each operation. */
    boolean isInterestedIn(String app);

    /** A channel of an app changed. */
    void changed(String app, ChannelChange change);
}
