package dev.vask.edge;

import dev.vask.live.EventIds;
import dev.vask.live.GapCause;
import dev.vask.live.Resumption;
import dev.vask.live.StoredEvent;
import dev.vask.live.SubscribeResult;
import dev.vask.protocol.ClientCommand;
import dev.vask.protocol.ServerMessage;
import org.jspecify.annotations.Nullable;

/** Resumes subscriptions of a session after the last events that its client received ({@code docs/recovery.md}). */
final class Resumptions {

    /** How often a connection may name an event; a client needs it once for each channel. */
    private static final int MAX_REQUESTS = 500;

    private final Session session;
    private int requests;

    Resumptions(Session session) {
        this.session = session;
    }

    ResumeRequest begin(ClientCommand.@Nullable ResumeAfter asked) {
        ResumeRequest request = asked == null ? ResumeRequest.NOTHING : new ResumeRequest(asked, false);
        return request.namesEvent() && ++requests > MAX_REQUESTS ? new ResumeRequest(asked, true) : request;
    }

    /** The answer to a request: a gap too if this connection cannot be sent the missed events now. */
    @Nullable
    Resumption decide(ResumeRequest request, SubscribeResult.Subscribed begun) {
        Resumption decided = decided(request, begun);
        switch (decided) {
            case Resumption.Continued it
            when request.namesEvent() -> session.meter().resumed(it.events().size());
            case Resumption.Gap it -> session.meter().notResumed(it.cause().wireName());
            case null, default -> {}
        }
        return decided;
    }

    private @Nullable Resumption decided(ResumeRequest request, SubscribeResult.Subscribed begun) {
        Resumption resumption = begun.resumption();
        if (!(resumption instanceof Resumption.Continued continued)) {
            return resumption;
        }
        if (request.isOverLimit()) {
            return gap(begun, continued, GapCause.LIMIT);
        }
        long bytes = session.pendingBytes();
        for (StoredEvent event : continued.events()) {
            bytes += event.frame().length();
        }
        return bytes > session.replayBytes() && !continued.events().isEmpty()
                ? gap(begun, continued, GapCause.SIZE)
                : resumption;
    }

    private static Resumption gap(SubscribeResult.Subscribed begun, Resumption.Continued continued, GapCause cause) {
        String epoch = EventIds.epoch(continued.afterId());
        return new Resumption.Gap(EventIds.of(epoch, begun.sequence()), cause);
    }

    /** Sends the missed events, except those that excluded this client. */
    void replay(ResumeRequest request, Resumption.Continued continued) {
        for (StoredEvent event : continued.events()) {
            if (!request.isExcluded(event.except()) && !session.id().equals(event.except())) {
                session.send(event.toFrame());
            }
        }
    }

    /**
     * Whether the id of a cached event, which can be older than the live state, is one that the client can resume from.
     *
     * @param resumption the answer that the client got, null if it did not ask
     */
    static boolean isUsable(@Nullable String id, @Nullable Resumption resumption) {
        return id != null && (resumption == null || EventIds.epoch(id).equals(EventIds.epoch(resumption.afterId())));
    }

    static ServerMessage.@Nullable Resume toMessage(@Nullable Resumption resumption) {
        return resumption == null
                ? null
                : new ServerMessage.Resume(resumption.afterId(), resumption instanceof Resumption.Continued);
    }
}
