package dev.vask.live.redis.membership;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
import dev.vask.traces.FanOutTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes the messages of each app on in the order of their sequence, each once. After a lost connection, new messages wait until those
 * that were missed have been read from the log. Thread-safe.
 */
final class InboundOrder {

    /** The result of {@link #received} for an app without messages for this node. */
    static final long NOTHING = 0;

    private final Map<String, AppOrder> byApp = new HashMap<>();
    private final Inbox inbox;
    private boolean isDisconnected;

    /** The messages of one app. */
    private static final class AppOrder {

        /** The sequence after which messages are for this node. */
        long since = Long.MAX_VALUE;

        /** The sequence of the last message. */
        long last;

        /** The messages that wait for missed ones, null if none are missed. */
        @Nullable
        List<Message> waiting;

        AppOrder(boolean waits) {
            waiting = waits ? new ArrayList<>() : null;
        }
    }

    InboundOrder(Inbox inbox) {
        this.inbox = inbox;
    }

    /** Receives a message from the node's topic. */
    synchronized void receive(Message message) {
        AppOrder order = of(message.app());
        if (order.waiting != null) {
            order.waiting.add(message.with(FanOutTrace.NONE)); // its trace ends without it
        } else {
            pass(order, message);
        }
    }

    /** Messages of the app after this sequence may be for this node. Responses can arrive in another order than scripts ran. */
    synchronized void begin(String app, long sequence) {
        AppOrder order = of(app);
        order.since = Math.min(order.since, sequence);
    }

    /** The connection is lost: messages wait from now on. All apps but these are forgotten. */
    synchronized void disconnect(Set<String> apps) {
        isDisconnected = true;
        byApp.keySet().retainAll(apps);
        byApp.values().forEach(order -> {
            if (order.waiting == null) {
                order.waiting = new ArrayList<>();
            }
        });
    }

    /** The sequence up to which no message is missed: that of the last message, or else after which messages are for this node. */
    synchronized long received(String app) {
        AppOrder order = byApp.get(app);
        if (order == null || order.since == Long.MAX_VALUE) {
            return NOTHING;
        }
        return Math.max(order.last, order.since);
    }

    /** Passes on missed messages from the log; more follow. */
    synchronized void catchUp(String app, List<Message> missed) {
        AppOrder order = of(app);
        missed.forEach(message -> pass(order, message));
    }

    /** Passes on the rest of the missed messages, and then those that waited. */
    synchronized void resume(String app, List<Message> missed) {
        catchUp(app, missed);
        resume(of(app));
    }

    /** All logs were read: no messages wait any more. */
    synchronized void resumeAll() {
        isDisconnected = false;
        byApp.values().forEach(this::resume);
    }

    private void resume(AppOrder order) {
        List<Message> waited = order.waiting == null ? List.of() : order.waiting;
        order.waiting = null;
        waited.forEach(message -> pass(order, message));
    }

    private AppOrder of(String app) {
        return byApp.computeIfAbsent(app, any -> new AppOrder(isDisconnected));
    }

    private void pass(AppOrder order, Message message) {
        if (message.sequence() <= order.last) {
            return;
        }
        order.last = message.sequence();
        inbox.receive(message);
    }
}
