package dev.vask.live.redis;

import dev.vask.live.Inbox;
import dev.vask.live.Message;
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
final class Streams {

    private final Map<String, Stream> byApp = new HashMap<>();
    private final Inbox inbox;

    /** One app's messages: from where on they are for this node, the last one heard, and those that wait for earlier ones. */
    private static final class Stream {
        long begun = Long.MAX_VALUE;
        long heard;
        @Nullable List<Message> waiting;
    }

    Streams(Inbox inbox) {
        this.inbox = inbox;
    }

    /** A message from the inbox. */
    synchronized void receive(Message message) {
        Stream stream = byApp.computeIfAbsent(message.app(), app -> new Stream());
        if (stream.waiting != null) {
            stream.waiting.add(message);
        } else {
            pass(stream, message);
        }
    }

    /** What is published to the app after this sequence may be for this node. Answers may come in another order than they were given. */
    synchronized void begin(String app, long sequence) {
        Stream stream = byApp.computeIfAbsent(app, any -> new Stream());
        stream.begun = Math.min(stream.begun, sequence);
    }

    /** The inbox was cut: from here on, let what it says wait; and forget all apps but these. */
    synchronized void cut(Set<String> apps) {
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
        return stream == null ? 0 : stream.heard > 0 ? stream.heard : stream.begun;
    }

    /** What the log holds since then; after it, all that waited goes on. */
    synchronized void resume(String app, List<Message> missed) {
        Stream stream = byApp.computeIfAbsent(app, any -> new Stream());
        List<Message> waited = stream.waiting == null ? List.of() : stream.waiting;
        stream.waiting = null;
        missed.forEach(message -> pass(stream, message));
        waited.forEach(message -> pass(stream, message));
    }

    private void pass(Stream stream, Message message) {
        if (message.sequence() > stream.heard) {
            stream.heard = message.sequence();
            inbox.receive(message);
        }
    }
}
