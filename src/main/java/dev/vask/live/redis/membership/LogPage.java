package dev.vask.live.redis.membership;

import dev.vask.live.Message;
import dev.vask.live.redis.scripts.InboxCodec;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of an app's log, which has the last messages to all nodes. Numbers between two messages of it were taken for events without a receiver.
 *
 * @param messages those after the ones that this node received, in their order
 * @param oldest   the oldest message of the log when the page had been read, null if the log was empty
 * @param isLast   whether the log had no more entries
 */
record LogPage(List<Message> messages, @Nullable Message oldest, boolean isLast) {

    /**
     * Reads a page.
     *
     * @param entries the entries whose last message is after {@code after}, at most {@code limit}
     * @param first   the first entry of the log, in a list, which is empty if the log is
     */
    static LogPage of(Response entries, Response first, long after, int limit) {
        List<Message> messages = new ArrayList<>();
        for (Response entry : entries) {
            messagesOf(entry).stream()
                    .filter(message -> message.sequence() > after)
                    .forEach(messages::add);
        }
        Message oldest = first.size() == 0 ? null : messagesOf(first.get(0)).getFirst();
        return new LogPage(messages, oldest, entries.size() < limit);
    }

    private static List<Message> messagesOf(Response entry) {
        return InboxCodec.read(entry.get(1).get(1).toString());
    }

    /** Whether no message after the one with this number can be missing in the log. */
    boolean reachesBackTo(long sequence) {
        return oldest != null && oldest.sequence() <= sequence + 1;
    }
}
