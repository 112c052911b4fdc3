package dev.vask.channels;

import dev.vask.channels.Hub.AppTopic;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection that listens to one topic.
 *
 * <pre>
 *   held ──open(sequence)──▶ open ──close()──▶ closed
 *     │ ◀─────hold()─────────┘                   ▲
 *     └───────────────close()────────────────────┘
 * </pre>
 */
public final class Subscription {

    final AppTopic appTopic;
    int index = SubscriberList.NOT_IN_LIST; // its index in its list

    private final LoopSubscriptions loop;
    private final Connection connection;
    private @Nullable List<Message> held = new ArrayList<>(0);
    private long since;

    Subscription(LoopSubscriptions loop, AppTopic appTopic, Connection connection) {
        this.loop = loop;
        this.appTopic = appTopic;
        this.connection = connection;
    }

    /** The topic of the subscription. */
    public Topic topic() {
        return appTopic.topic();
    }

    /**
     * Starts the delivery: of messages that were held back, and of all later ones, if they come after {@code sequence}. Does
     * nothing if the subscription is open or closed.
     */
    public void open(long sequence) {
        List<Message> messages = held;
        if (messages != null) {
            held = null;
            since = Math.max(since, sequence);
            messages.forEach(this::receive);
        }
    }

    /** Holds back later messages while the live state is asked to restart the subscription. */
    public void hold() {
        if (held == null && !isClosed()) {
            held = new ArrayList<>(0);
        }
    }

    /** Continues as before {@link #hold}: the live state did not restart the subscription. */
    public void resume() {
        open(since);
    }

    /** Ends the subscription and drops what was held back. Does nothing if it is closed. */
    public void close() {
        loop.remove(this);
        held = null;
    }

    void receive(Message message) {
        if (isClosed()) {
            return;
        }
        if (held != null) {
            held.add(message);
        } else if (message.sequence() > since) {
            since = message.sequence(); // so that no message is delivered twice if the list changes meanwhile
            apply(message.content());
        }
    }

    private boolean isClosed() {
        return index == SubscriberList.NOT_IN_LIST;
    }

    private void apply(Message.Content content) {
        switch (content) {
            case Message.SendFrame(var frame, var except) -> {
                if (except == null || !except.equals(connection.id())) {
                    connection.send(frame);
                }
            }
            case Message.Terminate(var code) -> connection.close(code, "The connections of this user were terminated.");
        }
    }
}
