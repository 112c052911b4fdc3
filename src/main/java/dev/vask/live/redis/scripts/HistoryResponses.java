package dev.vask.live.redis.scripts;

import dev.vask.live.EventIds;
import dev.vask.live.GapCause;
import dev.vask.live.Resumption;
import dev.vask.live.StoredEvent;
import dev.vask.live.Usage;
import dev.vask.protocol.SocketId;
import io.vertx.redis.client.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads stored events, and whether a subscription resumes, from the responses of scripts. */
final class HistoryResponses {

    /** Where the excluded socket id begins in {@code m} of an entry, after three numbers. */
    private static final int EXCEPT = 3 * Double.BYTES;

    private HistoryResponses() {}

    /** The answer of {@code resume} in {@code lua/prelude.lua}. */
    static Resumption resumption(Response response) {
        String afterId = response.get(1).toString();
        return response.get(0).toString().equals("gap")
                ? new Resumption.Gap(afterId, cause(response.get(2)))
                : new Resumption.Continued(afterId, events(EventIds.epoch(afterId), response.get(2)));
    }

    static GapCause cause(Response name) {
        return GapCause.valueOf(name.toString().toUpperCase(Locale.ROOT));
    }

    /** The entries of a stream, in their order. */
    static List<StoredEvent> events(String epoch, Response entries) {
        List<StoredEvent> events = new ArrayList<>(entries.size());
        for (Response entry : entries) {
            String sequence = entry.get(0).toString();
            Response fields = entry.get(1);
            byte[] more = fields.get(3).toBytes();
            String except = new String(more, EXCEPT, more.length - EXCEPT, StandardCharsets.US_ASCII);
            events.add(new StoredEvent(
                    epoch + ":" + sequence.substring(0, sequence.indexOf('-')),
                    fields.get(1).toString(),
                    except.isEmpty() ? null : new SocketId(except),
                    (long) ByteBuffer.wrap(more).getDouble()));
        }
        return events;
    }

    /** The number and the bytes of stored events, null without history. */
    static Usage.@Nullable StoredEvents stored(Response numbers) {
        return numbers.size() == 0
                ? null
                : new Usage.StoredEvents(numbers.get(0).toLong(), numbers.get(1).toLong());
    }
}
