package dev.vask.channels;

import dev.vask.channels.Hub.Address;
import dev.vask.live.Message;
import dev.vask.live.Topic;
import dev.vask.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One socket listening to one topic.
 *
 * <pre>
 *   held ──open(sequence)──▶ open ──close()──▶ closed
 *     │ ◀─────hold()─────────┘                   ▲
 *     └───────────────close()────────────────────┘
 * </pre>
 */
public final class Subscription {

    final Address address;
    int place = SubscriberList.NOWHERE; // its index in its list

    private final LoopSubscriptions lane;
    private final Connection socket;
    private @Nullable List<Message> held = new ArrayList<>(0);
    private long since;

    Subscription(LoopSubscriptions lane, Address address, Connection socket) {
        this.lane = lane;
        this.address = address;
        this.socket = socket;
    }

    /** The topic of the subscription. */
    public Topic topic() {
        return address.topic();
    }

    /**
     * Starts the delivery: of messages that were held back, and of all later ones, if they come after {@code sequence}. Does
     * nothing if the subscription is open or closed.
     */
    public void open(long sequence) {
        List<Message> early = held;
        if (early != null) {
            held = null;
            since = Math.max(since, sequence);
            early.forEach(this::hear);
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
        lane.remove(this);
        held = null;
    }

    void hear(Message message) {
        if (isClosed()) {
            return;
        }
        if (held != null) {
            held.add(message);
        } else if (message.sequence() > since) {
            since = message.sequence(); // so that no message is delivered twice if the list changes meanwhile
            act(message.content());
        }
    }

    private boolean isClosed() {
        return place == SubscriberList.NOWHERE;
    }

    private void act(Message.Content content) {
        switch (content) {
            case Message.SendFrame(var frame, var except) -> {
                if (except == null || !except.equals(socket.id())) {
                    socket.send(frame);
                }
            }
            case Message.Terminate() ->
                socket.close(ErrorCode.RECONNECT, "The connections of this user were terminated.");
        }
    }
}
