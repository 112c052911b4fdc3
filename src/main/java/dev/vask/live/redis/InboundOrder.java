package dev.vask.live.redis;

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
 * The messages of each app as this node hears them, kept in order over a lost connection: what the inbox says while the log is
 * still being read again waits until that is done. Safe for use by several threads.
 */
final class InboundOrder {

    /** What {@link #heard} says of an app of which nothing is for this node. */
    static final long NEVER = 0;

    private final Map<String, Stream> byApp = new HashMap<>();
    private final Inbox inbox;
    private boolean isCut;

    /** One app's messages: from where on they are for this node, the last one heard, and those that wait for earlier ones. */
    private static final class Stream {
        long begun = Long.MAX_VALUE;
        long heard;

        @Nullable
        List<Message> waiting;

        Stream(boolean waits) {
            waiting = waits ? new ArrayList<>() : null;
        }
    }

    InboundOrder(Inbox inbox) {
        this.inbox = inbox;
    }

    /** A message from the inbox, and what traces it, if anything does. */
    synchronized void receive(Message message, @Nullable FanOutTrace fanOut) {
        Stream stream = of(message.app());
        if (stream.waiting != null) {
            stream.waiting.add(message); // whose trace ends without it
        } else {
            pass(stream, message, fanOut);
        }
    }

    /** What is published to the app after this sequence may be for this node. Answers may come in another order than they were given. */
    synchronized void begin(String app, long sequence) {
        Stream stream = of(app);
        stream.begun = Math.min(stream.begun, sequence);
    }

    /** The inbox was cut: from here on, let what it says wait; and forget all apps but these. */
    synchronized void cut(Set<String> apps) {
        isCut = true;
        byApp.keySet().retainAll(apps);
        byApp.values().forEach(stream -> {
            if (stream.waiting == null) {
                stream.waiting = new ArrayList<>();
            }
        });
    }

    /** The sequence up to which nothing can have been missed: that of the last message heard, or else where hearing began. */
    synchronized long heard(String app) {
        Stream stream = byApp.get(app);
        if (stream == null || stream.begun == Long.MAX_VALUE) {
            return NEVER;
        }
        return Math.max(stream.heard, stream.begun);
    }

    /** A part of what the log holds since then; more of it follows. */
    synchronized void catchUp(String app, List<Message> missed) {
        Stream stream = of(app);
        missed.forEach(message -> pass(stream, message));
    }

    /** The rest of what the log holds since then; after it, all that waited goes on. */
    synchronized void resume(String app, List<Message> missed) {
        catchUp(app, missed);
        resume(of(app));
    }

    /** All logs were read: no app waits any longer. */
    synchronized void mend() {
        isCut = false;
        byApp.values().forEach(this::resume);
    }

    private void resume(Stream stream) {
        List<Message> waited = stream.waiting == null ? List.of() : stream.waiting;
        stream.waiting = null;
        waited.forEach(message -> pass(stream, message));
    }

    private Stream of(String app) {
        return byApp.computeIfAbsent(app, any -> new Stream(isCut));
    }

    private void pass(Stream stream, Message message) {
        pass(stream, message, null);
    }

    private void pass(Stream stream, Message message, @Nullable FanOutTrace fanOut) {
        if (message.sequence() <= stream.heard) {
            return;
        }
        stream.heard = message.sequence();
        if (fanOut == null) {
            inbox.receive(message);
        } else {
            inbox.receive(message, fanOut);
        }
    }
}
